"""A batch's grades in the formats that learning platforms import. Pure: bytes come out, and nothing is written."""
