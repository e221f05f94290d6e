"""A quick guess at the language of a short text: by script, then by its commonest words."""

import re
from collections.abc import Iterable
from operator import itemgetter

from influencers.text.tokens import fold, pieces

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
)
_OTHER_SCRIPT = re.compile("|".join(script.pattern for _, script in _SCRIPTS))
_LETTER = re.compile(r"[^\W\d_]")
# Letters that only some of the languages below write; each counts as one common word.
_LETTERS_OF = {
    "de": "äöüß", "fr": "çèêëàœùî", "es": "ñ¿¡óíúá", "it": "àèòìù", "pt": "ãõçâêáó", "pl": "łąęśżźćń",
    "tr": "ğışçöü", "nl": "ĳ",
}  # fmt: skip
_TELLING = {code: frozenset(letters) for code, letters in _LETTERS_OF.items()}
_COMMON = {
    "en": """
        the and of to in is it you that for on with my your are this be have from at we our or all
        just so but not what me they can how when more about new was day love here get who do i am a
        an by up out no one follow make let if will daily life tips
    """,
    "de": """
        der die das und ist ich nicht ein eine mit auf fur von zu im den dem es wir ihr euch mein
        meine auch wie sich aus bei noch nach uber heute so aber hier mehr dein deine mal gibt habe
        bin vom zum liebe aus alles wer
    """,
    "fr": """
        le la les des de j c d n s l qu ne et est
        un une je pour dans pas que qui sur avec ce mon ma mes vous nous du au tu
        plus cette notre votre tout en ou par aux ici sont mais bien ta ton chez moi aime suis
        meme fait faire etre tres tous toute quand comme sans deux encore jamais rien
    """,
    "es": """
        el la los las de que y en un una es para con por mi no se lo del mas como pero tu te su me al
        este esta hoy todo muy son si soy vida aqui mis tus nos hola amor sin sobre quiero
        ya cuando esto eso ahora siempre nada
    """,
    "it": """
        il lo la gli le di che e un una per con non sono mi del della nel piu come ma questo questa
        anche ho ci si dei delle al io tu oggi vita tutto sul alla amo mia mio dal fatto
    """,
    "pt": """
        o a os as de que e em um uma para com nao por mais do da no na se meu minha voce eu dos das
        muito como mas seu sua hoje tudo aqui pra pelo vida sou meus e ao nos dicas amor
        voces mesmo tambem quando isso esse essa tem foi ela ele
    """,
    "nl": """
        de het een en van ik is niet met voor op dat zijn je mijn te ook aan er maar om als bij dit
        naar wij ons nog wat hoe deze heb ben jij jouw door uit over lekker vandaag alles
        haar hij zij heel weer wel toen
    """,
    "pl": """
        i w na z do nie sie to jest ze jak o moja moj dla po co za ale od tak dzis juz tylko czy przez
        tego mnie jestem mam sa tym moje oraz u nas lub
    """,
    "tr": """
        ve bir bu icin ile de da cok ben en ne var mi daha gibi ama her o benim kadar olan bugun sen
        biz iyi olarak nasil ya hem yeni sizin icinde gunluk hayat
    """,
    "id": """
        yang dan di ini itu untuk dengan dari ke tidak ada saya aku kamu juga bisa akan atau sudah
        karena lebih banget sama hari buat aja kita yuk nya jadi apa lagi
        kayak kalau gak nggak sih dong kota
    """,
}  # fmt: skip
_LANGUAGES_OF = {
    word: tuple(code for code, common in _COMMON.items() if word in common.split())
    for word in {word for common in _COMMON.values() for word in common.split()}
}
COMMON_WORDS = frozenset(_LANGUAGES_OF)
"""The commonest words, folded, of the languages that are told apart by them."""


def guess_language(text: str, hint: str = "", among: Iterable[str] = ()) -> str:
    """The likeliest language (ISO 639-1), `hint` when the words do not decide; "" when nothing tells.

    among: languages that have a word of the text which is not among their commonest; where any of those is
    there too, it counts as half a word more.
    """
    if not _LETTER.search(text):
        return hint
    if not text.isascii() and _OTHER_SCRIPT.search(text):
        letters = len(_LETTER.findall(text))
        for code, script in _SCRIPTS:
            if len(script.findall(text)) >= max(1, letters * 0.2):
                return code
    votes: dict[str, float] = {}
    for languages in filter(None, map(_LANGUAGES_OF.get, pieces(fold(text)))):
        for code in languages:
            votes[code] = votes.get(code, 0) + 1 / len(languages)
    letters = set(text.lower())
    for code, telling in _TELLING.items():
        if code in votes:
            votes[code] += 0.5 * len(telling & letters)
    for code in votes.keys() & set(among):
        votes[code] += 0.5
    if hint in votes:
        votes[hint] += 0.6
    ranked = sorted(votes.items(), key=itemgetter(1), reverse=True)
    if not ranked or ranked[0][1] < 0.9 or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return hint
    return ranked[0][0]
