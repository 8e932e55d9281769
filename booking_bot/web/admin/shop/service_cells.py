"""The fields of a service, by the groups in which they are shown."""

from booking_bot.web.admin.shop.cells import LENGTH, LINES, LONG, NUMBER, PRICE, TICK, Cell

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
CELLS = (*BASICS, *WORDS, *TIMES, ROOM, *GRANT)
GROUPS = (("Otros nombres y preparación", WORDS), ("Descansos y tiempos", TIMES), ("Aceptar y señal", GRANT))
