# ruff: noqa: E501
"""What column headings mean: the words of vendors and of hand-made lists, in a dozen languages -> fields. Pure."""

import re
import unicodedata
from functools import lru_cache

from influencers.importing.addresses import PLATFORM_WORDS

IDENTITY = ("handle", "url", "platform_id")
COUNTS = ("followers", "following", "posts_count")
AVERAGES = ("avg_likes", "avg_comments", "avg_views", "avg_shares", "avg_engagement")
RATE = "engagement_rate"
FIELDS = (
    "handle", "url", "platform", "platform_id", "name", "bio", *COUNTS, "country", "language", "is_verified",
    "contact", "category", "as_of", RATE, *AVERAGES,
)  # fmt: skip
LABELS = {
    "handle": "Handle", "url": "Profile address", "platform": "Platform", "platform_id": "Platform's own id",
    "name": "Name", "bio": "Bio", "followers": "Followers", "following": "Following", "posts_count": "Posts",
    "country": "Country", "language": "Language", "is_verified": "Verified", "contact": "Contact e-mail",
    "category": "Niche or category", "as_of": "Date of the figures", RATE: "Engagement rate (reported)",
    "avg_likes": "Average likes (reported)", "avg_comments": "Average comments (reported)",
    "avg_views": "Average views (reported)", "avg_shares": "Average shares (reported)",
    "avg_engagement": "Average engagement (reported)",
}  # fmt: skip

# "name" here is any word for a person or account: whether it holds handles or names is decided by the cells.
_WORDS = {
    "handle": """handle|handles|username|user name|usernames|screen name|account|account name|account id|account handle|
        user|login|nick|nickname id|unique id|uniqueid|userid name|profile|profile name|profile handle|creator handle|
        influencer handle|channel handle|influencer username|creator username|custom url|vanity name|social handle|
        author username|owner username|ownerusername|at|nutzername|benutzername|usuario|nombre de usuario|cuenta|
        usuário|usuario de instagram|nome de usuário|arroba|conta|nom d utilisateur|identifiant|pseudo|compte|
        nome utente|account instagram|gebruikersnaam|nazwa użytkownika|konto|kullanıcı adı|kullanici adi|hesap|
        имя пользователя|аккаунт|логин|ник|用户名|帐号|账号|抖音号|账户|帳號|ユーザー名|アカウント|アカウント名|ユーザーid|
        사용자 이름|사용자명|계정|아이디|اسم المستخدم|الحساب|username akun|akun|nama pengguna|tên người dùng|tài khoản|
        profile username|user username|id name|author|channel info|author name id""",
    "name": """name|full name|fullname|display name|displayname|nickname|influencer|influencer name|influencers|creator|
        creators|creator name|blogger|blogger name|kol|kol name|talent|channel|channel name|channel title|title|
        profile full name|user full name|first and last name|real name|page name|person|celebrity|artist|
        full_name|profile fullname|author name|owner full name|celebrity name|user_name|
        vollständiger name|anzeigename|kanal|kanalname|nombre|nombre completo|canal|nombre del canal|creador|nome|
        nome completo|nom|nom complet|chaîne|chaine|créateur|nome canale|naam|imię i nazwisko|nazwa|isim|ad soyad|kanal adı|
        имя|название канала|канал|блогер|имя и фамилия|昵称|名称|名字|频道|博主|达人|达人昵称|名前|チャンネル名|チャンネル|氏名|表示名|
        이름|채널명|채널|인플루언서|الاسم|القناة|nama|nama kanal|tên|tên kênh|họ và tên""",
    "url": """url|urls|link|links|profile url|profile link|profileurl|account url|account link|channel url|channel link|
        page url|profile page|social link|social url|webpage url|permalink|creator url|influencer url|username link|
        user url|user link|profil url|profillink|profil link|enlace|enlace del perfil|lien|lien du profil|perfil|
        link do perfil|link profilo|ссылка|ссылка на профиль|链接|主页|主页链接|リンク|プロフィールurl|링크|프로필 링크|الرابط|
        tautan|liên kết|profile|input url|web profile url|profile address""",
    "platform": """platform|social platform|network|social network|social media|social media platform|channel type|
        source platform|media|sns|plattform|netzwerk|soziales netzwerk|plataforma|red social|red|rede social|réseau|
        réseau social|plateforme|piattaforma|social|платформа|соцсеть|социальная сеть|平台|プラットフォーム|플랫폼|المنصة|
        nền tảng|site|provider|account type platform|medio""",
    "platform_id": """id|user id|userid|platform id|profile id|channel id|channelid|account number|external id|pk|did|
        author id|creator id|owner id|ownerid|instagram id|tiktok id|youtube channel id|fbid|uid|profile userid""",
    "bio": """bio|biography|biografie|signature|description|profile description|about|bio text|profile bio|channel description|
        profile text|biografía|descripción|descrição|biographie|biografia|описание|简介|个人简介|签名|自己紹介|プロフィール文|
        소개|자기소개|النبذة|deskripsi|mô tả|beschreibung|über""",
    "followers": """followers|follower|followers count|follower count|followerscount|follower_count|fans|fan count|
        fans count|subscribers|subscriber|subscribers count|subscriber count|subs|number of followers|no of followers|
        num followers|n followers|nb followers|followers number|total followers|total subscribers|follow count by|
        audience size|audience|profile followers|user nfollower|nfollower|nfollowers|current followers|
        followers total|followers num|followercount|edge followed by count|members|fanbase|channel subscribers|
        abonnenten|anzahl abonnenten|anzahl follower|followerzahl|reichweite follower|seguidores|nº seguidores|
        número de seguidores|cantidad de seguidores|suscriptores|inscritos|número de inscritos|abonnés|abonnes|
        nombre d abonnés|nb abonnés|follower totali|iscritti|seguaci|numero follower|volgers|aantal volgers|obserwujący|
        liczba obserwujących|takipçi|takipçi sayısı|takipci|abone|abone sayısı|подписчики|подписчиков|число подписчиков|
        количество подписчиков|підписники|粉丝|粉丝数|粉丝量|粉絲|粉絲數|订阅|订阅数|フォロワー|フォロワー数|登録者数|チャンネル登録者数|
        팔로워|팔로워 수|팔로워수|구독자|구독자 수|구독자수|المتابعون|عدد المتابعين|المتابعين|pengikut|jumlah pengikut|
        người theo dõi|số người theo dõi|lượt theo dõi|ผู้ติดตาม|जनसंख्या अनुयायी|følgere|följare|seuraajat|sledující|követők""",
    "following": """following|followings|following count|follows|follows count|followscount|followees|friends|friends count|
        number following|number of following|accounts followed|gefolgt|folgt|siguiendo|seguidos|seguindo|abonnements|
        seguiti|подписки|关注|关注数|フォロー|フォロー数|フォロー中|팔로잉|متابَعون|mengikuti|đang theo dõi|takip|takip edilen""",
    "posts_count": """posts|post count|posts count|postscount|media count|mediacount|number of posts|no of posts|total posts|
        num posts|uploads|video count|videos count|videos|total videos|number of videos|tot videos|videocount|videoscount|
        content count|statuses count|tweets|beiträge|anzahl beiträge|publicaciones|publicações|número de posts|publications|
        numero post|post|berichten|посты|публикации|количество постов|作品数|帖子数|投稿数|動画数|게시물|게시물 수|동영상 수|
        عدد المنشورات|jumlah postingan|số bài đăng|gönderi|gönderi sayısı|profile posts count|edge owner to timeline media count""",
    "country": """country|country code|countrycode|country name|location|region|geo|nation|nationality|market|based in|
        home country|location country|creator country|influencer country|account country|city country|place|city|
        land|standort|herkunft|herkunftsland|país|pais|país de origen|ubicación|localização|pays|localisation|paese|
        nazione|località|kraj|ülke|страна|регион|локация|国家|地区|國家|国|国籍|地域|국가|지역|البلد|الدولة|negara|lokasi|
        quốc gia|state country|profile country|profile location""",
    "language": """language|lang|languages|language code|predicted lang|main language|primary language|content language|
        creator language|sprache|idioma|lengua|langue|lingua|taal|język|dil|язык|语言|語言|言語|언어|اللغة|bahasa|ngôn ngữ|
        influencer language|language name""",
    "is_verified": """verified|is verified|isverified|verified account|verification|verified status|blue tick|blue check|
        verifiziert|verificado|verificada|vérifié|verificato|verifiziertes konto|верифицирован|认证|是否认证|認証|인증|
        موثق|terverifikasi|đã xác minh|profile is verified|user verified""",
    "contact": """email|e mail|email address|mail|contact|contact email|business email|public email|emails|e mail adresse|
        e mail address|kontakt|correo|correo electrónico|contacto|email de contato|contato|adresse e mail|courriel|
        email contatto|почта|эл почта|电子邮件|邮箱|メール|メールアドレス|이메일|البريد الإلكتروني|business mail|
        contact details|contact info|public email address""",
    "category": """category|categories|niche|niches|topic|topics|vertical|genre|industry|interests|category name|main category|
        content category|primary category|business category|sub category|subcategory|influencer category|channel type|
        kategorie|kategorien|thema|themen|nische|categoría|categoria|categorías|nicho|temática|catégorie|thématique|
        categorie|argomento|kategoria|kategori|категория|тематика|ниша|类别|分类|领域|分類|カテゴリ|カテゴリー|ジャンル|
        카테고리|분야|الفئة|المجال|danh mục|lĩnh vực|business category name|business category|content type|account category|
        commerce category|specialty|speciality|field""",
    "as_of": """as of|as of date|date of data|data date|scraped|scraped at|scrape date|scrape time|scraped date|last scraped|
        last scraped at|scraping date|crawled|crawled at|crawl date|collected|collected at|collection date|extract time|
        extracted at|extraction date|fetched|fetched at|snapshot date|last updated|last update|updated|updated at|
        update date|last refresh|retrieved|retrieved at|measured at|report date|timestamp|data updated|date checked|
        checked on|checked at|stand|datum stand|erhoben am|fecha de datos|fecha de extracción|actualizado|data da coleta|
        date d extraction|mis à jour|aggiornato al|дата|дата обновления|更新时间|采集时间|取得日|更新日|수집일|업데이트|
        vid scrapetime|vid scrape time|date""",
    "engagement_rate": """engagement rate|er|eng rate|engagement|engagementrate|avg engagement rate|average engagement rate|
        awg engagement rate|engagement pct|engagement percent|engagement percentage|60 day eng rate|eng|total engagement rate|
        er percent|er post|engagement rate by post|engagement rate followers|er by followers|median engagement rate|
        profile engagement rate|engagements rate|interaction rate|engagement ratio|stats engagement rate|
        interaktionsrate|engagementrate in|engagement quote|tasa de engagement|tasa de interacción|taxa de engajamento|engajamento|
        taux d engagement|taux engagement|tasso di engagement|tasso di coinvolgimento|betrokkenheid|zaangażowanie|
        wskaźnik zaangażowania|etkileşim oranı|etkileşim|вовлеченность|вовлечённость|коэффициент вовлеченности|互动率|
        互動率|エンゲージメント率|参与度|참여율|인게이지먼트|معدل التفاعل|tingkat keterlibatan|tỷ lệ tương tác|engaj oranı""",
    "avg_likes": """avg likes|average likes|likes avg|avg like|avg like count|mean likes|median likes|likes average|
        likes per post|avg likes per post|average likes per post|avglikes|likes mean|avg number of likes|new post avg like 0|
        typical likes|stats avg likes|me gusta promedio|likes promedio|promedio de likes|promedio likes|média de curtidas|
        curtidas médias|média de likes|moyenne de likes|likes moyens|j aime moyens|durchschnittliche likes|ø likes|
        likes im schnitt|durchschn likes|media like|like medi|gemiddelde likes|średnia polubień|ortalama beğeni|
        среднее лайков|лайков в среднем|平均点赞|平均点赞数|平均いいね|平均いいね数|평균 좋아요|평균 좋아요 수|متوسط الإعجابات|
        rata rata suka|lượt thích trung bình""",
    "avg_comments": """avg comments|average comments|comments avg|avg comment|mean comments|median comments|comments average|
        comments per post|avg comments per post|average comments per post|avgcomments|comments mean|avg comment count|
        comentarios promedio|promedio de comentarios|média de comentários|comentários médios|moyenne de commentaires|
        commentaires moyens|durchschnittliche kommentare|ø kommentare|media commenti|commenti medi|gemiddelde reacties|
        ortalama yorum|среднее комментариев|平均评论|平均评论数|平均コメント数|평균 댓글|متوسط التعليقات|
        rata rata komentar|bình luận trung bình|stats avg comments""",
    "avg_views": """avg views|average views|views avg|avg view|mean views|median views|views average|views per post|
        views per video|avg views per video|average views per video|avgviews|avg video views|average video views|
        video views avg|avg view count|avg plays|average plays|avg reels plays|average reel views|reels avg views|
        vistas promedio|promedio de vistas|visualizaciones promedio|reproducciones promedio|média de visualizações|
        visualizações médias|moyenne de vues|vues moyennes|durchschnittliche aufrufe|ø aufrufe|ø views|views im schnitt|
        media visualizzazioni|visualizzazioni medie|gemiddelde weergaven|średnia wyświetleń|ortalama izlenme|
        средние просмотры|среднее просмотров|平均播放量|平均播放|平均观看|平均再生数|平均再生回数|평균 조회수|متوسط المشاهدات|
        rata rata tayangan|lượt xem trung bình|stats avg views""",
    "avg_shares": """avg shares|average shares|shares avg|avg share|mean shares|median shares|shares average|shares per post|
        avgshares|compartidos promedio|média de compartilhamentos|partages moyens|durchschnittliche shares|
        condivisioni medie|平均分享|平均转发|평균 공유|rata rata bagikan|chia sẻ trung bình""",
    "avg_engagement": """avg engagement|average engagement|engagement avg|engagement average|avg engagements|
        average engagements|engagements avg|engagements|avg interactions|average interactions|interactions per post|
        eng avg|mean engagement|avg engagement per post|avgengagements|interacciones promedio|média de interações|
        interactions moyennes|durchschnittliche interaktionen|平均互动|평균 참여""",
}
# Headings that look like one of the above and are not: totals, audience, money, ranks, other people's numbers.
NEVER = re.compile(
    r"\b(audience (?:country|location|geo|language|gender|age|interests?|city|type)|authentic|auth\b|earning|revenue|price|"
    r"cost|fee|budget|growth|gained|rank|ranking|score|birth|created|create time|joined|total likes|likes total|hearts?|"
    r"digg|last 30 days|last month|30 ?d|fake|suspicious|credib|quality|credibility|music|hashtag|phone|bio link|"
    r"external|website|avatar|picture|image|photo|thumbnail|pic url|top videos|"
    r"potential|estimated|gender|age|notable|lookalike|similar|brand|sponsored|paid|video url|post url|post id|vid)\b"
)


@lru_cache(maxsize=2048)
def fold(heading: str) -> str:
    """A heading as plain words: case, punctuation, camelCase, dots and line breaks evened out ("Avg. views\\n")."""
    text = unicodedata.normalize("NFKC", heading)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    text = text.replace("#", " number of ").replace("№", " number of ").replace("ø", " ø ")
    words = re.findall(r"[^\W_]+", text.casefold())
    words = [
        {"average": "avg", "averages": "avg", "mean": "avg", "awg": "avg", "no": "number"}.get(w, w)
        for w in words
    ]
    return " ".join(words)


def _index() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for field, block in _WORDS.items():
        for phrase in block.replace("\n", " ").split("|"):
            words = fold(" ".join(phrase.split()))
            if words and field not in index.setdefault(words, []):
                index[words].append(field)
    return {words: tuple(fields) for words, fields in index.items()}


_PHRASES = _index()
_PLATFORM_PHRASES = sorted(PLATFORM_WORDS, key=len, reverse=True)
_FILLER = re.compile(
    r"\b(?:s|the|of|in|on|count|number|total|mostly|their|this|current|k|m|thousands?|millions?|percent|pct|avg post)\b"
)


def platform_in(heading: str) -> tuple[str, str]:
    """(platform named in a heading or "", the heading's words without it): "IG Followers" -> instagram, followers."""
    words = f" {fold(heading)} "
    for phrase in _PLATFORM_PHRASES:
        if (
            phrase in ("x", "tt", "snap", "threads")
            and words.strip() != phrase
            and not words.startswith(f" {phrase} ")
        ):
            continue  # "x" or "threads" inside a heading is seldom the platform
        if f" {phrase} " in words:
            return PLATFORM_WORDS[phrase], words.replace(f" {phrase} ", " ", 1).strip()
    return "", words.strip()


def fields_of(heading: str) -> tuple[tuple[str, ...], float]:
    """(fields that a heading may mean, likeliest first; how sure, 0 to 1). Nothing for totals, ranks, audience."""
    words = fold(heading)
    if not words:
        return (), 0.0
    if words in _PHRASES:
        return _PHRASES[words], 1.0
    if NEVER.search(words):
        return (), 0.0
    _, rest = platform_in(heading)
    if rest in _PHRASES:
        return _PHRASES[rest], 0.95
    if not rest:
        return ("handle", "url", "name"), 0.7
    bare = " ".join(_FILLER.sub(" ", rest).split())
    if bare in _PHRASES:
        return _PHRASES[bare], 0.85
    last = rest.split()
    for size in (4, 3, 2, 1):  # dotted JSON keys: "statistics.subscriberCount"
        tail = " ".join(last[-size:])
        if len(last) > size and tail in _PHRASES and ("." in heading or "/" in heading):
            return _PHRASES[tail], 0.75
    trimmed = re.sub(r"\s*\d+$", "", bare)  # category 1, category_2
    if trimmed and trimmed in _PHRASES:
        return _PHRASES[trimmed], 0.8
    return _loose(bare)


def _loose(words: str) -> tuple[tuple[str, ...], float]:
    has = set(words.split())
    averaged = has & {"avg", "median", "typical", "promedio", "média", "moyenne", "ø", "per"}
    if averaged:
        for field, keys in (
            ("avg_likes", {"likes", "like"}),
            ("avg_comments", {"comments", "comment"}),
            ("avg_views", {"views", "view", "plays"}),
            ("avg_shares", {"shares", "share"}),
        ):
            if has & keys:
                return (field,), 0.7
    if has & {"er", "engagement", "eng", "interaction"} and has & {"rate", "pct", "percent", "er"}:
        component = has & {
            "like",
            "likes",
            "comment",
            "comments",
            "share",
            "view",
            "views",
            "save",
            "reel",
            "reels",
        }
        return (("engagement_rate",), 0.65) if not component else ((), 0.0)
    if has & {"followers", "follower", "subscribers"} and len(has) <= 4:
        return ("followers",), 0.6
    if has & {"username", "handle"} and len(has) <= 3:
        return ("handle",), 0.7
    if has & {"name"} and len(has) <= 3:
        return ("name",), 0.6
    if has & {"url", "link"} and has & {"profile", "account", "channel", "page"}:
        return ("url",), 0.7
    return (), 0.0


def scale_in(heading: str) -> float:
    """1000 for "Followers (K)" or "in thousands", 1,000,000 for "(M)" or "in millions", else 1."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    if re.search(
        r"[(\[]\s*(?:k|000s?|'000|thousands?|tsd\.?|тыс\.?|in k)\s*[)\]]|\bin (?:thousands?|tausend|k)\b|,\s*k$",
        text,
    ):
        return 1e3
    if re.search(r"[(\[]\s*(?:m|mn|mln|mio\.?|millions?|млн\.?|in m)\s*[)\]]|\bin (?:millions?|mio)\b", text):
        return 1e6
    if re.search(r"[(\[（]\s*(?:万|萬)\s*[)\]）]", text):
        return 1e4
    return 1.0
