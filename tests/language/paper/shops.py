"""Five shops of our own invention that kept a diary of paper, as their owners would enter them here."""

from collections.abc import Sequence
from datetime import time, timedelta

from booking_bot.language.frame import Opening, Term, Vocabulary

Spans = Sequence[tuple[float, float]]


def _shop(services: str, staff: str, week: Spans, saturday: Spans, country: str = "ES") -> Vocabulary:
    """`services` and `staff` have a line each: id, name, and aliases after a colon."""
    return Vocabulary(
        services=_terms(services),
        staff=_terms(staff),
        hours=(*(_open(week) for _ in range(5)), _open(saturday), ()),
        country=country,
    )


def _terms(text: str) -> tuple[Term, ...]:
    found = []
    for line in text.strip().splitlines():
        number, _, said = line.strip().partition(" ")
        name, _, aliases = said.partition(":")
        found.append(
            Term(number, name.strip(), tuple(one.strip() for one in aliases.split(",") if one.strip()))
        )
    return tuple(found)


def _open(spans: Spans) -> Opening:
    """(9.5, 14) is 9:30 to 14:00."""
    return tuple((time(int(a), round(a % 1 * 60)), timedelta(hours=b - a)) for a, b in spans)


SHOPS = {
    "peluqueria": _shop(
        """
        corte-mujer Corte de mujer: corte y peinado, corte señora
        corte-hombre Corte de caballero: corte de hombre, corte chico
        tinte Tinte: color, teñir, raíces
        mechas Mechas: reflejos, balayage
        peinado Lavar y peinar: peinado, secar, brushing, planchado
        recogido Recogido de fiesta: recogido, moño, peinado de boda
        """,
        "lucia Lucía\nmarcos Marcos",
        [(10, 14), (17, 20.5)],
        [(9.5, 14.5)],
    ),
    "barberia": _shop(
        """
        corte Corte: corte de pelo
        degradado Degradado: fade
        corte-barba Corte y barba
        barba Arreglo de barba: barba, afeitado
        nino Corte de niño: niño, peque
        """,
        "javi Javier",
        [(9, 14), (16, 20)],
        [(9, 14)],
    ),
    "dental": _shop(
        """
        revision Revisión: chequeo
        limpieza Limpieza: higiene, tartrectomía
        empaste Empaste: caries, obturación
        endodoncia Endodoncia: matar el nervio
        extraccion Extracción: sacar muela
        ortodoncia Control de ortodoncia: ortodoncia, brackets, revisión ortodoncia
        blanqueamiento Blanqueamiento
        """,
        "gil Dra. Gil\nsoto Dr. Soto",
        [(9, 14), (16, 20)],
        [],
    ),
    "veterinaria": _shop(
        """
        consulta Consulta veterinaria: consulta, revisión, checar, chequeo
        vacuna Vacunación: vacuna, vacunas, refuerzo
        bano Baño y corte: baño, bañar, estética, grooming
        desparasitacion Desparasitación: desparasitar
        esterilizacion Esterilización: esterilizar, castrar
        """,
        "robles Dra. Robles\nchuy Chuy",
        [(9, 19)],
        [(9, 17)],
        "MX",
    ),
    "taller": _shop(
        """
        aceite Cambio de aceite y filtros: cambio de aceite, aceite
        revision Revisión: mantenimiento
        frenos Frenos: pastillas, discos
        neumaticos Neumáticos: ruedas, cambio de ruedas
        pre-itv Pre-ITV: ITV
        diagnosis Diagnosis: máquina, avería
        correa Correa de distribución: correa, distribución
        """,
        "quim Joaquín",
        [(8, 13.5), (15, 18.5)],
        [],
    ),
    "estetica": _shop(
        """
        unas Uñas de gel: uñas
        manicura Manicura
        pedicura Pedicura
        depilacion Depilación
        cejas Diseño de cejas: cejas
        facial Tratamiento facial: facial, higiene facial
        masaje Masaje relajante: masaje
        """,
        "eva Eva\nlucia Lucía",
        [(9.5, 14), (16, 20)],
        [(10, 14)],
    ),
}
