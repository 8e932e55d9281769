"""The fields of a service, by the groups in which they are shown."""

from booking_bot.web.admin.shop.cells import LENGTH, LINES, LONG, NUMBER, PRICE, TEXT, TICK, Cell

LENGTH_WANTED = "Escribe un tiempo, por ejemplo 45 minutos, 2 horas o 1 día."
BASICS = (
    Cell(("name",), "Nombre", wrong="Ponle un nombre."),
    Cell(
        ("minutes",),
        "Cuánto dura",
        LENGTH,
        "Escribe cuánto dura, por ejemplo 45 minutos o 1 hora 30 minutos; un día como mucho.",
    ),
    Cell(("price",), "Precio", PRICE, "Escribe el precio en números, por ejemplo 28,50."),
    Cell(("price_from",), "Es desde ese precio", TICK),
    Cell(("price_hidden",), "El bot no dice el precio", TICK),
    Cell(("active",), "Se ofrece ahora", TICK, unset=True),
)
WORDS = (
    Cell(
        ("aliases",),
        "Otros nombres",
        LINES,
        "Escribe un nombre por línea.",
        "Uno por línea, como lo pide la gente: «tinte», «cortarme las puntas».",
    ),
    Cell(("preparation",), "Qué debe saber antes de venir", LONG, hint="El bot lo dice al reservar."),
)
TIMES = (
    Cell(("buffer_before",), "Tiempo libre antes", LENGTH, LENGTH_WANTED),
    Cell(("buffer_after",), "Tiempo libre después", LENGTH, LENGTH_WANTED),
    Cell(
        ("processing", "after"),
        "Espera: empieza a los",
        LENGTH,
        LENGTH_WANTED,
        "Mientras el tinte hace efecto, quien atiende puede coger a otra persona.",
    ),
    Cell(
        ("processing", "minutes"),
        "Espera: dura",
        LENGTH,
        "Escribe cuánto dura la espera; tiene que acabar antes que el servicio.",
    ),
    Cell(
        ("revisit",),
        "Volver al cabo de",
        LENGTH,
        LENGTH_WANTED,
        "Por ejemplo 5 semanas; vacío, no se sugiere.",
    ),
    Cell(
        ("recall",),
        "Escribirle cuando le toque volver",
        TICK,
        "Para avisar, escribe arriba al cabo de cuánto tiempo se vuelve.",
        "Una sola vez, el día que toca y a quien no tenga ya cita. WhatsApp lo cobra como publicidad.",
    ),
)
LEFT_HERE = (
    Cell(
        ("drop_off",),
        "Se trae entre",
        TEXT,
        "Escribe dos horas en las que esté abierto, por ejemplo 08:00-09:30.",
        "Por ejemplo 08:00-09:30. El bot solo da citas que empiecen entonces; vacío, a cualquier hora.",
    ),
    Cell(
        ("pick_up",),
        "Se recoge desde las",
        TEXT,
        "Escribe una hora en la que esté abierto, por ejemplo 18:00.",
        "Por ejemplo 18:00. El bot lo dice al reservar; si a esa hora no da tiempo, es el día siguiente.",
    ),
)
ROOM = Cell(("capacity",), "Personas a la vez", NUMBER, "Escribe cuántas personas, una como mínimo.", unset=1)
GRANT = (
    Cell(("approval",), "Cada cita la aceptas tú", TICK),
    Cell(("deposit", "amount"), "Señal", PRICE, "Escribe la señal en números, por ejemplo 20,00."),
    Cell(("deposit", "how"), "Cómo se paga la señal", LONG),
    Cell(
        ("deposit", "hold"),
        "Cuánto se le guarda la hora sin pagar",
        LENGTH,
        LENGTH_WANTED,
    ),
)
CELLS = (*BASICS, *WORDS, *TIMES, *LEFT_HERE, ROOM, *GRANT)
GROUPS = (
    ("Otros nombres y preparación", WORDS),
    ("Descansos y tiempos", TIMES),
    ("Dejarlo y recogerlo", LEFT_HERE),
    ("Aceptar y señal", GRANT),
)
