"""The words that generated notes are made of. `{}` in a sentence is where a link goes.

Nothing here is drawn by chance: `generate.py` does that."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    """
    Acme Nordlicht Alpine Atlas Aurora Bergmann Bluebird Boréal Brío Bystrý Canopy Cedar Château
    Cobalt Copper Corail Dahl Delphin Delta Drift Echo Élan Ember Falke Fjord Forge Foxglove
    Gaïa Granit Grünwald Harbor Harvest Helios Hokkaidō Horizon Ibérica Indigo Ingvar Ivory
    Jasmin Juniper Kestrel Klee Königsberg Kyoto Lantern Larsen Lumière Łódź Magnolia Maple
    Meridian Mistral Müller Nakamura Nautilus Nimbus Northwind Oakridge Ōsaka Olive Orchid
    Ortega Papillon Pinnacle Polaris Quartz Rivière Sakura Sequoia Señal Silva Solstice Sörensen
    Tamarind Tundra Vela Wójcik Zephyr Ωmega Север 北海
    """
)
TRADES = _words(
    """
    Bakery Books Brewing Ceramics Clinic Coaching Coffee Consulting Cycles Dental Design Energy
    Farms Films Finance Fitness Foods Foundation Furniture Gardens Glass Hotels Insurance
    Interiors Kitchens Labs Law Learning Logistics Marine Media Motors Museum Music Optics
    Outdoors Pharma Photography Press Properties Robotics School Software Sports Studio Textiles
    Theatre Travel Wines Yoga
    """
)
FORMS = ("", " GmbH", " Ltd", " AB", " SARL", " & Söhne", " Group", " Collective")

GIVEN = _words(
    """
    Dana Aiko Alejandro Amélie Anders Anya Aroha Ayşe Bastien Beatriz Bruno Carmen Chidi Chloé
    Clara Daan Diego Dmitri Elif Elena Emeka Emil Fatima Felix Freja Giulia Hana Hugo Ines Ivan
    Jonas Jürgen Kenji Laila Lars Leona Lucía Magnus Maite Marek Mei Mira Nadia Noor Olga Omar
    Paul Priya Quentin Rafael Rosa Sanne Sofía Søren Tariq Tomás Ulla Vera Wei Xenia Yara Zoë
    Ольга 太郎
    """
)
FAMILY = _words(
    """
    Fox Abe Acosta Andersen Bauer Becker Bianchi Blanc Bosch Castillo Chen Costa Demir Dubois
    Eriksson Ferrari Fischer Fontaine García Grünewald Haddad Hansen Hoffmann Ibrahim Ivanov
    Jansen Jensen Kaya Keller Kim Klein Kowalska Kruger Lambert Larsson Lefèvre Lindqvist López
    Mancini Martin Meyer Moreau Mori Müller Murphy Nguyen Nowak Núñez Okafor Oliveira Olsen Park
    Patel Pereira Petit Petrov Popescu Quinn Ramírez Richter Rojas Romano Rossi Sato Schäfer
    Schmidt Silva Singh Sørensen Suzuki Takahashi Thomas Torres Tran Vogel Wagner Walsh Weber
    Yamamoto Zhang
    """
)
ROLES = (
    "Managing director",
    "Head of marketing",
    "Buchhaltung",
    "Product owner",
    "Responsable numérique",
    "Office manager",
    "IT",
    "",
)
WORKS = (
    "website",
    "website relaunch",
    "shop",
    "newsletter",
    "Jahresbericht",
    "brand guide",
    "photo shoot",
    "search audit",
    "intranet",
    "training",
    "trade fair stand",
    "Katalog",
    "refonte du blog",
    "accessibility audit",
    "booking system",
    "campaign",
    "data migration",
    "annual support",
    "packaging",
    "traducción",
    "mobile app",
    "dashboard",
    "strategy",
    "video series",
)
SUBJECTS = (
    "kickoff",
    "weekly",
    "review",
    "Abnahme",
    "budget",
    "call",
    "design review",
    "retrospective",
    "planning",
    "point d'étape",
    "handover",
    "workshop",
)
TAGS = (
    "retainer",
    "priority",
    "branche/handwerk",
    "sector/tourism",
    "sector/culture",
    "newsletter",
    "vip",
    "référence",
    "überfällig",
    "follow-up",
)
ZONES = (
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Stockholm",
    "America/New_York",
    "America/Lima",
    "Asia/Tokyo",
    "Pacific/Auckland",
)
US = ("Mara", "Jonas", "Priya")
CHANNELS = ("email", "call", "meeting", "message", "visit")
STATUSES = {
    "client": ("active", "active", "active", "paused", "lead", "past", "lost"),
    "project": ("active", "active", "delivered", "closed", "closed", "proposed", "lead", "paused"),
}
MOODS = ("great", "good", "good", "neutral", "tense", "bad")
KINDS = ("csat", "nps", "praise", "complaint", "idea")

# Sentences, and what is to be done, in the language of a client.
SENTENCES = {
    "en": (
        "We agreed to start small and widen the scope once {} has been signed off.",
        "They liked the second draft better; the colours of the first felt too cold to them.",
        "The hosting contract ends in spring, so a move has to be planned before that.",
        "Open question: who writes the texts, and until when?",
        "See {} for the numbers; the estimate there is still the one that counts.",
        "Payment was late again, but accounting promised to settle it by the end of the month.",
        "An hour of training for the whole team would save us many small questions later.",
        "Nobody had looked at the statistics since the last release, which explains the surprise.",
        "They asked whether the *newsletter* could go out every two weeks instead of monthly.",
        "The old shop stays online until all orders have been moved, as written in {}.",
        "Their tax adviser needs the invoices as PDF **and** as XML from January on.",
        "It was a friendly talk, with more time on holidays than on the project.",
        "Analytics show `/pricing` as the page where most visitors leave.",
        "The printer wants the files a week earlier than planned; {} has to know.",
    ),
    "de": (
        "Der Entwurf gefällt, nur die Schrift auf der Startseite ist ihnen zu klein.",
        "Für die Übergabe brauchen wir noch die Zugänge; siehe {}.",
        "Die Rechnung ging am Montag hinaus, bezahlt wird üblicherweise nach zwei Wochen.",
        "Größere Änderungen bitte erst nach der Messe, vorher fehlt die Zeit zum Prüfen.",
        "Das Protokoll von {} gilt als vereinbart, solange niemand widerspricht.",
        "Sie möchten künftig einmal im Quartal einen Überblick über alle laufenden Arbeiten.",
        "Der Umfang ist gewachsen, ohne dass darüber gesprochen wurde.",
        "Ein Gespräch über das Budget für das nächste Jahr steht noch aus.",
    ),
    "fr": (
        "La maquette a été validée, sauf la page d'accueil qui reste trop chargée.",
        "Il faut relancer {} avant la fin de la semaine.",
        "Le devis signé est arrivé hier ; la première facture part en début de mois.",
        "Ils souhaitent une réunion plus courte et un compte rendu le jour même.",
        "La traduction prendra plus de temps que prévu, comme indiqué dans {}.",
        "Le budget de formation n'a pas encore été utilisé cette année.",
    ),
    "es": (
        "La propuesta les parece bien, pero quieren ver otra opción más económica.",
        "Queda pendiente hablar con {} sobre las fotos del catálogo.",
        "¿Quién se encarga de los textos? Nadie lo ha decidido todavía.",
        "El pago llegó con retraso, aunque la relación sigue siendo muy buena.",
        "Según {}, la fecha de entrega no se puede mover.",
    ),
    "ja": (
        "デザイン案は好評だったが、トップページの文字が小さいとのこと。",
        "次回の打ち合わせまでに{}を確認する。",
        "請求書は月末に送付し、支払いは翌月になる予定。",
        "撮影の日程がまだ決まっていないため、公開が遅れる可能性がある。",
    ),
    "ru": (
        "Макет понравился, но главную страницу просят сделать проще.",
        "Нужно уточнить сроки, см. {}.",
        "Счёт оплатят в начале следующего месяца.",
        "Договорились созваниваться раз в две недели.",
    ),
}
# Sentences with four of many words (`rare_word`), as names and terms come in.
RARE = {
    "en": (
        "They compare {0} with {1}, and would rather have {2} than {3}.",
        "On {0}: {1} is settled, {2} waits for {3}.",
        "The {0} has to fit the {1}; nobody asked for {2} or {3}.",
    ),
    "de": ("Zu {0}: {1} ist geklärt, {2} hängt noch an {3}.", "Statt {0} lieber {1}, {2} und {3}."),
    "fr": (
        "Pour {0}, {1} est réglé ; {2} dépend encore de {3}.",
        "Ni {0} ni {1}, mais {2} et {3}.",
    ),
    "es": ("Sobre {0}: {1} está listo, {2} depende de {3}.", "Ni {0} ni {1}: {2} con {3}."),
    "ja": ("{0}と{1}を比べ、{2}より{3}を選ぶ。",),
    "ru": ("Вместо {0} лучше {1}, а {2} зависит от {3}.",),
}
TASKS = {
    "en": (
        "send the recap",
        "write the estimate for {}",
        "ask for the logo as a vector file",
        "check the redirects",
        "call about the invoice",
        "prepare the slides with {}",
        "test the contact form",
        "move the domain",
        "answer the question on licences",
        "collect the photos",
    ),
    "de": ("Angebot schreiben", "Zugänge anfordern", "Texte prüfen", "Rückruf wegen {}", "testen"),
    "fr": ("envoyer le compte rendu", "relancer {}", "préparer le devis", "vérifier les droits"),
    "es": ("enviar el presupuesto", "revisar los textos con {}", "llamar por la factura"),
    "ja": ("見積書を送る", "{}に確認する", "写真を集める"),
    "ru": ("отправить смету", "уточнить у {}", "проверить ссылки"),
}
LANGUAGES = ("en",) * 10 + ("de",) * 4 + ("fr",) * 2 + ("es",) * 2 + ("ja", "ru")

SYLLABLES = _words("ba ce di fo gu ha ki lo ma ne pi ra so tu ve wo ka len mar nor pel quin ros")


def rare_word(number: int) -> str:
    """A made-up word, another for each number."""
    word = SYLLABLES[number % len(SYLLABLES)]
    while number := number // len(SYLLABLES):
        word += SYLLABLES[number % len(SYLLABLES)]
    return word


# Blocks in which nothing counts as a link, a tag or a task, and others that do not fit a section.
BLOCKS = (
    "```python\n# [[Not a link]] #notatag\ntotal = sum(hours) * rate\nprint(f'{total:.2f}')\n```",
    "```\n- [ ] no task 📅 2026-01-01\nrsync -av --delete build/ server:/srv/www/\n```",
    '~~~yaml\nclient: "[[Nobody]]"\nstatus: draft\n~~~',
    "%% only for us: [[Secret]] is not mentioned to them\nand neither is the discount %%",
    "<!-- template: see [[Handbook]] before changing this -->",
    "$$\n\\mathrm{rate} = \\frac{\\mathrm{fee}}{\\mathrm{hours}}\n$$",
    "| Page | Words | State |\n| --- | ---: | --- |\n| Home | 320 | done |\n| Team | 540 | open |",
    "> [!note] Keep in mind\n> The board meets on the first Monday of the month.",
    "1. Draft\n2. Review\n   - one round of changes is included\n   - more by the hour\n3. Release",
)
