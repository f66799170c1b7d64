"""Classrooms to export."""

import csv
import io
from typing import Any

from report.build import check, grade, late_by_a_day

from autograder.exports.classroom import Classroom, Product, seated
from autograder.model.base import Text
from autograder.roster.matching import Named, match
from autograder.roster.reading import parse_roster

WORKSHEET = (
    'Identificador,"Nombre completo","Dirección de correo",Estado,Grupo,Calificación,"Calificación máxima",'
    '"La calificación puede cambiarse","Última modificación (entrega)","Última modificación (calificación)",'
    '"Texto en línea","Comentarios de retroalimentación"\n'
    'Participante11,"Ana Núñez",ana@uni.example,"Enviado para calificar",G1,,"10,00",Sí,"viernes, 20 de noviembre de '
    '2026, 22:51",-,<p>hola</p>,"- falta la figura"\n'
    'Participante12,"=HYPERLINK(1) Etxeberria, Íñigo",inigo@uni.example,"Enviado para calificar",,,"10,00",No,-,-,,\n'
    'Participante13,"Eva Vidal",eva@uni.example,"No entregado",,,"10,00",Sí,-,-,,\n'
)
GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Root Account,Section,TL03 (111),TL04 (222),Final Score\n"
    "    Points Possible,,,,,,5,100,(read only)\n"
    '"Núñez, Ana",77,S1,ana,uni.example,Grupo 1,3,,50\n'
    '"Vidal, Eva",78,S2,eva,uni.example,Grupo 1,,,0\n'
)


def classroom(roster: str | None = WORKSHEET, **changes: Any) -> Classroom:
    """Ana with 0.9 of 1 after a day, Íñigo with 0.5, and somebody whom no roster has."""
    grades = [
        late_by_a_day("Ana Núñez", check()),
        grade("inigo", check(points=0.5), participant="12"),
        grade("=cmd|' /C calc'!A0", check(points=0.0)),
    ]
    table = parse_roster(roster, "roster.csv") if roster else None
    items = [Named(submission=one.submission, participant=one.participant) for one in grades]
    matches = match(items, table, "tl04") if table else None
    base: dict[str, Any] = {
        "assignment": "tl04",
        "lines": seated(grades, matches) if matches else seated(grades, match(items, parse_roster("Name\nx\n", "x"))),
        "roster": table,
        "absent": matches.absent if matches else (),
        "title": Text(es="Prueba", en="Trial"),
    }
    return Classroom(**{**base, **changes})


def rows(product: Product, separator: str = ",") -> list[list[str]]:
    """The table that was written."""
    return list(csv.reader(io.StringIO(product.content.decode("utf-8-sig"), newline=""), delimiter=separator))
