"""What learning platforms call their columns, in Spanish and English.

The words are those of Moodle's language packs (`recordid`, `fullnameuser`, `lastmodifiedgrade`, … of `mod_assign` and
`core`), of Canvas' gradebook export (https://community.canvaslms.com/t5/Instructor-Guide/tkb-p/Instructor, "How do I
export grades in the Gradebook?"), of Gradescope's roster and of nbgrader's students, and what people write themselves.
"""

from typing import Literal

from autograder.roster.names import folded

Field = Literal[
    "identifier",  # the platform's own number of the student: Moodle's participant, Canvas' ID
    "number",  # the institution's number of the student
    "login",
    "email",
    "name",
    "given",
    "family",
    "section",
    "submitted",
    "submission",  # the name of the submission, where somebody wrote it down
    "status",
    "grade",
    "maximum",
    "locked",  # "Grade can be changed"
    "graded",  # when it was graded last
]

_WORDS: dict[Field, tuple[str, ...]] = {
    "identifier": ("Identifier", "Identificador", "ID", "lms_user_id", "User ID", "Canvas ID"),
    "number": (
        "ID number", "Número de ID", "Número ID", "SIS User ID", "SID", "Student ID", "student_id", "Student number",
        "Número de identificación", "DNI", "NIF", "NIE", "NIU", "NIP", "NIA", "Matrícula", "Número de matrícula",
        "Expediente", "Número de expediente", "Código", "DNI/NIE", "Documento",
    ),
    "login": ("SIS Login ID", "Username", "Login", "User", "Usuario", "Nombre de usuario", "GitHub", "github_username"),
    "email": (
        "Email address", "Email", "E-mail", "Dirección de correo", "Dirección Email", "Dirección de correo electrónico",
        "Correo electrónico", "Correo", "E-mail institucional", "Correo institucional",
    ),
    "name": (
        "Full name", "Nombre completo", "Student", "Name", "Student name", "Alumno", "Alumna", "Alumno/a", "Estudiante",
        "Nombre y apellidos", "Apellidos y nombre", "Apellidos, nombre", "Nombre del estudiante",
    ),
    "given": ("First name", "first_name", "FirstName", "Given name", "Nombre", "Nombres"),
    "family": (
        "Last name", "last_name", "LastName", "Surname", "Family name", "Apellido(s)", "Apellidos", "Apellido",
    ),
    "section": ("Section", "Sections", "Sección", "Group", "Grupo", "Grupos", "Groups"),
    "submitted": (
        "Last modified (submission)", "Última modificación (entrega)", "Última modificación (envío)", "Submission Time",
        "Submitted", "Submitted at", "timestamp", "created_at", "Fecha de entrega", "Hora de entrega", "Entregado",
        "Entregado el", "Fecha y hora de entrega",
    ),
    "submission": ("Submission", "Entrega", "File", "Fichero", "Archivo"),
    "status": ("Status", "Estado", "Estatus"),
    "grade": ("Grade", "Calificación"),
    "maximum": ("Maximum Grade", "Calificación máxima"),
    "locked": ("Grade can be changed", "La calificación puede cambiarse", "La calificación puede ser cambiada",
               "La calificación se puede cambiar"),
    "graded": ("Last modified (grade)", "Última modificación (calificación)"),
}  # fmt: skip
FIELDS: dict[str, Field] = {folded(word): field for field, words in _WORDS.items() for word in words}
WHO: frozenset[Field] = frozenset(
    {"identifier", "number", "login", "email", "name", "given", "family", "submission"},
)
"""Columns that say who somebody is."""


def field_of(header: str) -> Field | None:
    """What a column holds, by its header; None where the header is not known."""
    return FIELDS.get(folded(header))
