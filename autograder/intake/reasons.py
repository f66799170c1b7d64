"""Why a file is rejected: one sentence each that says what is wrong and what to do."""

import unicodedata

from autograder.errors import SubmissionUnreadable
from autograder.model.base import Text

_REASONS = {
    "missing": Text(
        es="El fichero no existe; revisa la ruta.",
        en="The file does not exist; check the path.",
    ),
    "not-a-file": Text(
        es="No es un fichero normal; entrega el cuaderno (.ipynb), un script (.py) o un zip.",
        en="This is not a regular file; hand in the notebook (.ipynb), a script (.py) or a zip.",
    ),
    "unreadable": Text(
        es="El fichero no se puede leer ({detail}); revisa sus permisos o vuelve a subirlo.",
        en="The file cannot be read ({detail}); check its permissions or upload it again.",
    ),
    "link-outside": Text(
        es="Es un enlace simbólico que sale de la carpeta de entregas; copia ahí el fichero mismo.",
        en="This is a symbolic link that leads out of the folder of submissions; put the file itself there.",
    ),
    "empty": Text(
        es="El fichero está vacío; guarda el cuaderno en Jupyter o Colab y vuelve a entregarlo.",
        en="The file is empty; save the notebook in Jupyter or Colab and hand it in again.",
    ),
    "too-large": Text(
        es="El fichero ocupa {size} y el máximo es {limit}; borra las salidas del cuaderno y vuelve a entregarlo.",
        en="The file takes {size} and the limit is {limit}; clear the notebook's outputs and hand it in again.",
    ),
    "too-large-inside": Text(
        es="Sin contar las salidas, el cuaderno ocupa más de {limit}; quita de él los datos incrustados (imágenes, "
        "listas) y vuelve a entregarlo.",
        en="Even without its outputs the notebook takes more than {limit}; remove the data embedded in it (images, "
        "lists) and hand it in again.",
    ),
    "other-kind": Text(
        es="Esto es {kind_es}, no un cuaderno; entrega el fichero .ipynb original.",
        en="This is {kind_en}, not a notebook; hand in the original .ipynb file.",
    ),
    "not-json": Text(
        es="No es un cuaderno de Jupyter: el contenido no es JSON; entrega el .ipynb tal como lo guarda Jupyter o "
        "Colab.",
        en="This is not a Jupyter notebook: its content is not JSON; hand in the .ipynb as Jupyter or Colab saves it.",
    ),
    "truncated": Text(
        es="El cuaderno está incompleto: se corta en el carácter {position} (línea {line}); descárgalo otra vez y "
        "comprueba que se abre antes de entregarlo.",
        en="The notebook is incomplete: it breaks off at character {position} (line {line}); download it again and "
        "make sure that it opens before handing it in.",
    ),
    "damaged": Text(
        es="El cuaderno está dañado: el JSON deja de ser válido en el carácter {position} (línea {line}); descárgalo "
        "otra vez y comprueba que se abre antes de entregarlo.",
        en="The notebook is damaged: its JSON stops being valid at character {position} (line {line}); download it "
        "again and make sure that it opens before handing it in.",
    ),
    "too-deep": Text(
        es="El JSON del cuaderno está anidado a demasiada profundidad; borra las salidas y vuelve a guardarlo.",
        en="The notebook's JSON is nested too deeply; clear the outputs and save it again.",
    ),
    "too-many-cells": Text(
        es="El cuaderno tiene {count} celdas y el máximo es {limit}; quita las que sobran.",
        en="The notebook has {count} cells and the limit is {limit}; remove those that are not needed.",
    ),
    "not-a-notebook": Text(
        es="Es JSON, pero no un cuaderno de Jupyter (no tiene celdas); entrega el fichero .ipynb.",
        en="This is JSON but not a Jupyter notebook (it has no cells); hand in the .ipynb file.",
    ),
    "no-code": Text(
        es="No hay código: ninguna celda de código tiene contenido; comprueba que entregas el fichero correcto.",
        en="There is no code: no code cell has any content; check that this is the right file.",
    ),
    "not-python": Text(
        es="El cuaderno está en {language}, no en Python; entrega la práctica en Python.",
        en="The notebook is in {language}, not in Python; hand the work in in Python.",
    ),
    "unknown-kind": Text(
        es="No se admite este tipo de fichero; entrega el cuaderno (.ipynb), un script (.py) o un zip.",
        en="Files of this kind are not accepted; hand in the notebook (.ipynb), a script (.py) or a zip.",
    ),
    "zip-damaged": Text(
        es="El zip está dañado o incompleto y no se puede abrir; vuelve a crearlo.",
        en="The zip is damaged or incomplete and cannot be opened; create it again.",
    ),
    "zip-climbs": Text(
        es="El zip contiene una ruta que sale de su carpeta ({member}); crea un zip solo con el cuaderno y sus "
        "ficheros.",
        en="The zip holds a path that leads out of its folder ({member}); make a zip of the notebook and its files "
        "alone.",
    ),
    "zip-link": Text(
        es="El zip contiene un enlace simbólico ({member}); pon en él el fichero mismo.",
        en="The zip holds a symbolic link ({member}); put the file itself into it.",
    ),
    "zip-encrypted": Text(
        es="El zip está cifrado con contraseña; crea uno sin contraseña.",
        en="The zip is protected by a password; make one without.",
    ),
    "zip-bomb": Text(
        es="El zip se expande más allá de lo permitido ({member}); borra las salidas del cuaderno y quita los datos "
        "del zip.",
        en="The zip expands beyond what is allowed ({member}); clear the notebook's outputs and leave data out of it.",
    ),
    "zip-too-many": Text(
        es="El zip contiene demasiados ficheros; deja en él solo el cuaderno y sus ficheros.",
        en="The zip holds too many files; leave only the notebook and its files in it.",
    ),
    "zip-without-notebook": Text(
        es="El zip no contiene ningún cuaderno (.ipynb) ni script (.py); añádelo y vuelve a entregarlo.",
        en="The zip holds no notebook (.ipynb) and no script (.py); add it and hand it in again.",
    ),
    "zip-several": Text(
        es="El zip contiene varios cuadernos ({count}); deja solo el que entregas.",
        en="The zip holds several notebooks ({count}); leave only the one that you hand in.",
    ),
}


class Unreadable(SubmissionUnreadable):
    """A reason to reject, in both languages; it never leaves intake."""

    def __init__(self, code: str, **values: object) -> None:
        template = _REASONS[code]
        shown = {key: quote(str(value)) for key, value in values.items()}
        self.code = code
        self.reason = Text(es=template.es.format(**shown), en=template.en.format(**shown))
        super().__init__(self.reason.en)


def quote(text: str, limit: int = 60) -> str:
    """A student's string as one short line: printable characters only, cut to `limit` characters."""
    line = " ".join("".join(char if _shows(char) else " " for char in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _shows(char: str) -> bool:
    return unicodedata.category(char)[0] != "C" and unicodedata.category(char) not in {"Zl", "Zp"}


def size_text(size: int) -> str:
    """A size in bytes as people write it."""
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{-(-size // 2**10)} kB"
