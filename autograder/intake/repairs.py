"""What intake mended in a file, by stable code. None of these changes what the code means; none costs points."""

from autograder.intake.reasons import quote
from autograder.model.base import Text
from autograder.model.submission import Repair

_REPAIRS = {
    "encoding": Text(
        es="El fichero no estaba en UTF-8; se ha leído como {encoding}.",
        en="The file was not in UTF-8; it was read as {encoding}.",
    ),
    "bom": Text(
        es="El fichero empezaba con una marca de orden de bytes (BOM); se ha ignorado.",
        en="The file began with a byte order mark (BOM); it was ignored.",
    ),
    "crlf": Text(
        es="Había finales de línea de Windows; se han unificado.",
        en="There were Windows line ends; they were unified.",
    ),
    "control-characters": Text(
        es="El JSON contenía caracteres de control sin escapar; se han aceptado.",
        en="The JSON held unescaped control characters; they were accepted.",
    ),
    "bad-unicode": Text(
        es="Había caracteres Unicode incompletos; se han sustituido por «�».",
        en="There were incomplete Unicode characters; they were replaced by “�”.",
    ),
    "wrong-extension": Text(
        es="La extensión del fichero no corresponde a su contenido; se ha leído como {kind}.",
        en="The file's extension does not match its content; it was read as {kind}.",
    ),
    "name-changed": Text(
        es="El nombre del fichero tenía caracteres que no valen para una carpeta; aparece como «{name}».",
        en="The file's name held characters that a folder cannot have; it appears as “{name}”.",
    ),
    "name-duplicate": Text(
        es="Otra entrega tiene el mismo nombre; esta aparece como «{name}».",
        en="Another submission has the same name; this one appears as “{name}”.",
    ),
    "outputs-dropped": Text(
        es="Salidas demasiado grandes que no se han leído: {count} ({size}).",
        en="Outputs too large, which were not read: {count} ({size}).",
    ),
    "outputs-cut": Text(
        es="Celdas de cuya salida guardada solo se ha leído el principio y el final: {cells}.",
        en="Cells of whose stored output only the beginning and the end were read: {cells}.",
    ),
    "format-missing": Text(
        es="El cuaderno no dice su versión de formato; se ha leído como la 4.",
        en="The notebook does not say its format version; it was read as version 4.",
    ),
    "format-older": Text(
        es="El cuaderno usa el formato {version}, más antiguo que el actual; se ha convertido.",
        en="The notebook uses format {version}, older than the current one; it was converted.",
    ),
    "format-newer": Text(
        es="El cuaderno usa el formato {version}, más nuevo que el conocido; se ha leído como la versión 4.",
        en="The notebook uses format {version}, newer than the one known; it was read as version 4.",
    ),
    "cell-ids-missing": Text(
        es="Celdas sin identificador: {count}; se identifican por su posición.",
        en="Cells without an id: {count}; they are told apart by their position.",
    ),
    "cell-ids-duplicate": Text(
        es="Celdas con un identificador repetido: {count}; se distinguen por su posición.",
        en="Cells with a repeated id: {count}; they are told apart by their position.",
    ),
    "cell-fields": Text(
        es="Celdas con campos ausentes o inesperados: {cells}; se han completado.",
        en="Cells with missing or unexpected fields: {cells}; they were completed.",
    ),
    "cell-unreadable": Text(
        es="Celdas ilegibles: {cells}; se han dejado vacías.",
        en="Cells that cannot be read: {cells}; they were left empty.",
    ),
    "cell-kind": Text(
        es="Celdas de un tipo antiguo o desconocido: {cells}; se han leído como texto.",
        en="Cells of an old or unknown kind: {cells}; they were read as text.",
    ),
    "source-lines": Text(
        es="Celdas con las líneas guardadas sin salto de línea: {cells}; se han vuelto a separar.",
        en="Cells whose lines were stored without line ends: {cells}; they were separated again.",
    ),
    "prompts": Text(
        es="Celdas con código pegado junto a los indicadores «>>>»: {cells}; se han quitado.",
        en="Cells with code pasted together with “>>>” prompts: {cells}; the prompts were removed.",
    ),
    "kernelspec-missing": Text(
        es="El cuaderno no dice con qué núcleo se ejecuta; se usa Python 3.",
        en="The notebook does not say which kernel runs it; Python 3 is used.",
    ),
    "kernelspec-unknown": Text(
        es="El cuaderno pide el núcleo «{kernel}»; se usa el Python 3 del corrector.",
        en="The notebook asks for the kernel “{kernel}”; the grader's Python 3 is used.",
    ),
    "kernelspec-wrong": Text(
        es="El cuaderno dice estar en {language}, pero su código es Python; se usa Python 3.",
        en="The notebook says that it is in {language}, but its code is Python; Python 3 is used.",
    ),
    "language-info-missing": Text(
        es="El cuaderno no dice en qué lenguaje está (language_info); su código se toma por Python.",
        en="The notebook does not say its language (language_info); its code is taken for Python.",
    ),
    "metadata-unreadable": Text(
        es="Los metadatos del cuaderno no son válidos; se han ignorado.",
        en="The notebook's metadata are not valid; they were ignored.",
    ),
    "colab-metadata": Text(
        es="El cuaderno viene de Google Colab; sus metadatos propios se han ignorado.",
        en="The notebook comes from Google Colab; Colab's own metadata were ignored.",
    ),
    "attachments-dropped": Text(
        es="Imágenes adjuntas a celdas de texto que no se han leído: {count}.",
        en="Images attached to text cells, which were not read: {count}.",
    ),
    "script-read": Text(
        es="El script se ha leído como un cuaderno; celdas: {count}.",
        en="The script was read as a notebook; cells: {count}.",
    ),
    "companions-skipped": Text(
        es="Ficheros del zip que no acompañan al cuaderno al ejecutarlo (por tipo, tamaño o lugar): {count}.",
        en="Files of the zip that are not placed beside the notebook (for their kind, size or place): {count}.",
    ),
}

CODES = frozenset(_REPAIRS)
"""Every code that a repair can carry."""


def repair(code: str, **values: object) -> Repair:
    """The repair with this code, its message filled in."""
    template = _REPAIRS[code]
    shown = {key: quote(str(value)) for key, value in values.items()}
    return Repair(code=code, message=Text(es=template.es.format(**shown), en=template.en.format(**shown)))


def cells_text(indices: list[int], limit: int = 12) -> str:
    """Cells as people count them, from 1."""
    shown = ", ".join(str(index + 1) for index in indices[:limit])
    return shown + (", …" if len(indices) > limit else "")
