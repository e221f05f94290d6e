"""Words of the fictional posts: pure, no database."""

from typing import NamedTuple

WORDS = {
    "beauty": ("skincare", "serum", "lipstick", "glow"),
    "fashion": ("outfit", "denim", "thrifted", "capsule wardrobe"),
    "fitness": ("workout", "squats", "morning run", "protein"),
    "food": ("sourdough", "recipe", "slow roast", "pasta"),
    "gaming": ("speedrun", "boss fight", "indie game", "stream"),
    "travel": ("itinerary", "night train", "hidden beach", "backpack"),
    "tech": ("keyboard", "home server", "laptop review", "gadget"),
    "parenting": ("toddler", "lunchbox", "bedtime story", "school run"),
    "home": ("shelf", "paint", "houseplants", "small kitchen"),
    "pets": ("puppy", "rescue cat", "leash training", "vet visit"),
    "finance": ("budget", "savings", "index fund", "side income"),
    "art": ("sketchbook", "watercolour", "ceramics", "studio day"),
}
LINES = (
    "A quiet day with {word}",
    "What I learned about {word} this week",
    "{word}: three things I would do again",
    "You asked about {word}, so here it is",
)
SPONSORED = "Thank you @{brand} for making this possible #ad"
BRANDS = ("northwindgoods", "lumenandoak", "fernhillco", "papermoonlab", "tidewaterfoods")


class Caption(NamedTuple):
    """A caption with the tags and mentions that stand in it, without # and @, in lower case."""

    text: str
    hashtags: tuple[str, ...]
    mentions: tuple[str, ...]


def caption(niche: str, language: str, draw: int, sponsored: bool) -> Caption:
    """The caption of a fictional post; the same arguments give the same words. `draw` is any whole number."""
    words = WORDS.get(niche, (niche,))
    word = words[draw % len(words)]
    tags = (niche, word.replace(" ", ""))
    text = LINES[draw // 7 % len(LINES)].format(word=word)
    mentions: tuple[str, ...] = ()
    if sponsored:
        brand = BRANDS[draw // 31 % len(BRANDS)]
        text, tags, mentions = f"{text}. {SPONSORED.format(brand=brand)}", (*tags, "ad"), (brand,)
    shown = " ".join(f"#{tag}" for tag in tags if tag != "ad")
    return Caption(f"{text} {shown}", tags, mentions)
