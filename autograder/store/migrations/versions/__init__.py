"""The steps. A step that was released is never changed; another one is added."""
