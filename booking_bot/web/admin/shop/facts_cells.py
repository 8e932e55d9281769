"""The fields of the shop's facts and of its rules for appointments, by the groups in which they are shown."""

from booking_bot.web.admin.shop.cells import LENGTH, NUMBER, Cell

LENGTH_WANTED = "Escribe un tiempo, por ejemplo 30 minutos, 2 horas o 1 día."
NUMBER_WANTED = "Escribe un número entero, sin letras."
WHO = (
    Cell(("name",), "Nombre", wrong="Ponle un nombre."),
    Cell(
        ("phone",),
        "Teléfono",
        wrong="Ese número no parece un teléfono.",
        hint="El que se da a los clientes para llamar.",
    ),
    Cell(("address",), "Dirección"),
    Cell(
        ("location",),
        "Lugar en el mapa",
        wrong="Escribe latitud y longitud, por ejemplo 40.4203,-3.7058.",
        hint="Latitud y longitud; en el mapa de tu teléfono, mantén pulsado el sitio.",
    ),
    Cell(("website",), "Página web", wrong="La dirección no lleva espacios."),
    Cell(
        ("privacy_url",),
        "Página de privacidad",
        wrong="La dirección no lleva espacios.",
        hint="Vacío, se usa la que ya hay aquí.",
    ),
)
WORDS = (
    Cell(
        ("appointment_word",),
        "Lo que se reserva se llama",
        wrong="Elige una de ellas.",
        choices=(("cita", "Cita"), ("turno", "Turno"), ("hora", "Hora")),
    ),
    Cell(
        ("subject",),
        "Para quién o qué es la cita, si no es el cliente",
        hint="mascota, coche, paciente… Vacío, es para quien escribe.",
    ),
)
PLACE = (
    Cell(
        ("country",),
        "País",
        wrong="Dos letras, por ejemplo ES o MX.",
        hint="De él salen los festivos y el prefijo de los teléfonos.",
    ),
    Cell(
        ("subdivision",),
        "Comunidad o región",
        wrong="No conocemos esa región: dos o tres letras, por ejemplo MD o CT.",
        hint="Para sus festivos, por ejemplo MD, CT o VC.",
    ),
    Cell(("timezone",), "Zona horaria", wrong="No conocemos esa zona: escribe una como Europe/Madrid."),
    Cell(("currency",), "Moneda", wrong="Tres letras, por ejemplo EUR o MXN."),
    Cell(("locale",), "Español de", wrong="Uno que hable el bot, por ejemplo es_ES o es_MX."),
)
BOOKING = (
    Cell(
        ("min_notice",),
        "Antelación mínima para reservar",
        LENGTH,
        "Escribe un tiempo más corto que los días que se ven por delante.",
    ),
    Cell(("horizon_days",), "Cuántos días por delante se puede reservar", NUMBER, "De 1 a 3660 días."),
    Cell(
        ("slot_minutes",),
        "Las citas empiezan cada",
        LENGTH,
        LENGTH_WANTED,
        "15 minutos: a y cuarto, y media…",
    ),
    Cell(("hold",), "Se guarda la hora mientras elige", LENGTH, LENGTH_WANTED),
    Cell(("max_party",), "Personas en una misma reserva", NUMBER, "Una como mínimo."),
)
LIMITS = (
    Cell(
        ("cancel_notice",),
        "Antelación para cambiar o anular",
        LENGTH,
        LENGTH_WANTED,
        "Más tarde lo decides tú.",
    ),
    Cell(
        ("max_open_per_customer",),
        "Citas pendientes por cliente",
        NUMBER,
        NUMBER_WANTED,
        "0 es sin límite. Quien aún no conocéis, por chat: 3, y 2 el mismo día.",
    ),
    Cell(
        ("max_no_shows",),
        "Si no vino tantas veces en un año, decides tú",
        NUMBER,
        NUMBER_WANTED,
        "Sus peticiones esperan tu sí, con los días que faltó. 0 es siempre el bot.",
    ),
    Cell(
        ("monthly_cap",),
        "Tope de mensajes al mes",
        NUMBER,
        NUMBER_WANTED,
        "0 es sin tope. Al llegar, solo salen respuestas y recordatorios.",
    ),
)
FACTS = (*WHO, *WORDS, *PLACE)
RULES = (*BOOKING, *LIMITS)
FACT_GROUPS = (("Quiénes sois", WHO), ("Palabras", WORDS), ("País y moneda", PLACE))
RULE_GROUPS = (("Reservar", BOOKING), ("Cambios y límites", LIMITS))
