"""What is said to whoever fills in the form of an account."""

from collections.abc import Mapping

from booking_bot.domain import passwords
from booking_bot.domain.passwords import Weakness
from booking_bot.models import Role
from booking_bot.services.users import Fault

ROLE = {Role.OWNER: "Lleva el negocio", Role.STAFF: "Trabaja aquí"}

# By what is wrong: the field, and the sentence beside it.
FAULTS: Mapping[Fault | Weakness, tuple[str, str]] = {
    Fault.NO_EMAIL: ("email", "Esto no es un correo como ana@example.com."),
    Fault.TAKEN: ("email", "Ya hay una cuenta con ese correo."),
    Fault.NO_PHONE: ("phone", "Esto no es un teléfono con su prefijo, como +34 600 111 222."),
    Weakness.SHORT: ("password", f"Pon al menos {passwords.SHORTEST} caracteres."),
    Weakness.LONG: ("password", f"Pon como mucho {passwords.LONGEST} caracteres."),
    Weakness.COMMON: ("password", "Esa contraseña es de las primeras que prueba cualquiera. Elige otra."),
    Weakness.KNOWN: ("password", "La contraseña no puede ser tu correo ni tu nombre."),
}
