"""Where a shop may be: from it follow the clock, the public holidays, the currency and the way to speak.

The codes of parts of a country are those of ISO 3166-2, as the calendars of holidays know them.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Spot(NamedTuple):
    name: str
    country: str
    zone: str
    part: str | None = None


_SPAIN = {
    "AN": "Andalucía", "AR": "Aragón", "AS": "Asturias", "CB": "Cantabria", "CL": "Castilla y León",
    "CM": "Castilla-La Mancha", "CT": "Cataluña", "VC": "Comunitat Valenciana", "EX": "Extremadura",
    "GA": "Galicia", "IB": "Illes Balears", "CN": "Canarias", "RI": "La Rioja", "MD": "Madrid",
    "MC": "Murcia", "NC": "Navarra", "PV": "País Vasco", "CE": "Ceuta", "ML": "Melilla",
}  # fmt: skip
_CLOCKS = {"CN": "Atlantic/Canary", "CE": "Africa/Ceuta"}

_ELSEWHERE = (
    Spot("Argentina", "AR", "America/Argentina/Buenos_Aires"),
    Spot("Bolivia", "BO", "America/La_Paz"),
    Spot("Chile", "CL", "America/Santiago"),
    Spot("Chile (Magallanes)", "CL", "America/Punta_Arenas"),
    Spot("Colombia", "CO", "America/Bogota"),
    Spot("Costa Rica", "CR", "America/Costa_Rica"),
    Spot("Cuba", "CU", "America/Havana"),
    Spot("Ecuador", "EC", "America/Guayaquil"),
    Spot("Ecuador (Galápagos)", "EC", "Pacific/Galapagos"),
    Spot("El Salvador", "SV", "America/El_Salvador"),
    Spot("Guatemala", "GT", "America/Guatemala"),
    Spot("Honduras", "HN", "America/Tegucigalpa"),
    Spot("México", "MX", "America/Mexico_City"),
    Spot("México (Quintana Roo)", "MX", "America/Cancun"),
    Spot("México (Sonora)", "MX", "America/Hermosillo"),
    Spot("México (Sinaloa, Nayarit, Baja California Sur)", "MX", "America/Mazatlan"),
    Spot("México (Baja California)", "MX", "America/Tijuana"),
    Spot("México (Ciudad Juárez)", "MX", "America/Ciudad_Juarez"),
    Spot("Nicaragua", "NI", "America/Managua"),
    Spot("Panamá", "PA", "America/Panama"),
    Spot("Paraguay", "PY", "America/Asuncion"),
    Spot("Perú", "PE", "America/Lima"),
    Spot("Puerto Rico", "PR", "America/Puerto_Rico"),
    Spot("República Dominicana", "DO", "America/Santo_Domingo"),
    Spot("Uruguay", "UY", "America/Montevideo"),
    Spot("Venezuela", "VE", "America/Caracas"),
    Spot("Estados Unidos (este)", "US", "America/New_York"),
    Spot("Estados Unidos (centro)", "US", "America/Chicago"),
    Spot("Estados Unidos (montaña)", "US", "America/Denver"),
    Spot("Estados Unidos (Pacífico)", "US", "America/Los_Angeles"),
    Spot("Guinea Ecuatorial", "GQ", "Africa/Malabo"),
)

_REGIONS = [Spot(name, "ES", _CLOCKS.get(part, "Europe/Madrid"), part) for part, name in _SPAIN.items()]
SPOTS: Mapping[str, Spot] = {
    f"{spot.country}/{spot.part or spot.zone}": spot for spot in (*_REGIONS, *_ELSEWHERE)
}
