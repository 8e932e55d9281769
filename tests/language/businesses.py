"""Three businesses of our own invention, one for each country whose words the corpus holds."""

from datetime import time, timedelta

from booking_bot.language.frame import Opening, Term, Vocabulary


def _open(*spans: tuple[float, float]) -> Opening:
    """Opening spans from hours of the day: (9.5, 14) is 9:30 to 14:00."""
    return tuple((time(int(a), round(a % 1 * 60)), timedelta(hours=b - a)) for a, b in spans)


SALON = Vocabulary(
    services=(
        Term("corte-senora", "Corte de señora", ("corte mujer", "corte y marcado")),
        Term("corte-caballero", "Corte de caballero", ("corte hombre",)),
        Term("tinte", "Tinte", ("teñir", "color", "raíces")),
        Term("mechas", "Mechas", ("reflejos",)),
        Term("peinado", "Lavar y peinar", ("peinado", "secar")),
        Term("manicura", "Manicura", ("uñas",)),
    ),
    staff=(Term("nuria", "Nuria"), Term("oscar", "Óscar")),
    hours=(*(_open((10, 14), (17, 20.5)) for _ in range(5)), _open((9.5, 14)), ()),
    country="ES",
    subdivision="MD",
    locale="es_ES",
)

KINE = Vocabulary(
    services=(
        Term("sesion", "Sesión de kinesiología", ("kinesiología", "kine", "rehabilitación")),
        Term("masaje", "Masaje descontracturante", ("masaje", "descontracturar")),
        Term("evaluacion", "Evaluación postural", ("evaluación",)),
        Term("dolor", "Consulta por dolor", ("dolor de espalda", "contractura")),
    ),
    staff=(Term("romano", "Lic. Romano"), Term("paz", "Dra. Paz")),
    hours=(*(_open((8, 19)) for _ in range(5)), _open((9, 13)), ()),
    country="AR",
    locale="es_AR",
)

CANINE = Vocabulary(
    services=(
        Term("bano", "Baño y secado", ("baño", "bañar", "estética")),
        Term("vacuna", "Vacunación", ("vacuna", "refuerzo")),
        Term("revision", "Revisión general", ("revisión", "checar")),
    ),
    staff=(Term("chuy", "Chuy"), Term("campos", "Dra. Campos")),
    hours=(*(_open((9, 19)) for _ in range(5)), _open((9, 17)), _open((10, 14))),
    country="MX",
    locale="es_MX",
)

BUSINESSES = {"salon": SALON, "kine": KINE, "canine": CANINE}
