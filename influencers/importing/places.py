# ruff: noqa: E501
"""Country and language names in a file -> ISO codes. Pure; the tables are facts of ISO 3166 and ISO 639."""

import re
import unicodedata
from functools import lru_cache

# alpha-2, alpha-3, names: English first, then what lists use in other languages.
_COUNTRIES = """
AD AND Andorra|AE ARE United Arab Emirates,UAE,Emirates,Dubai,الإمارات|AF AFG Afghanistan|AG ATG Antigua and Barbuda|AL ALB Albania
AM ARM Armenia|AO AGO Angola|AR ARG Argentina|AT AUT Austria,Österreich|AU AUS Australia|AZ AZE Azerbaijan|BA BIH Bosnia and Herzegovina,Bosnia
BB BRB Barbados|BD BGD Bangladesh|BE BEL Belgium,Belgien,Belgique,België|BF BFA Burkina Faso|BG BGR Bulgaria|BH BHR Bahrain|BI BDI Burundi
BJ BEN Benin|BN BRN Brunei,Brunei Darussalam|BO BOL Bolivia,Plurinational State of Bolivia|BR BRA Brazil,Brasil,Brasilien,Brésil,巴西,ブラジル,브라질,Бразилия
BS BHS Bahamas,The Bahamas|BT BTN Bhutan|BW BWA Botswana|BY BLR Belarus,Беларусь|BZ BLZ Belize|CA CAN Canada,Kanada,Canadá,加拿大
CD COD Democratic Republic of the Congo,DR Congo,Congo (Kinshasa)|CF CAF Central African Republic|CG COG Congo,Republic of the Congo
CH CHE Switzerland,Schweiz,Suisse,Svizzera|CI CIV Ivory Coast,Côte d'Ivoire,Cote d'Ivoire|CL CHL Chile|CM CMR Cameroon,Cameroun
CN CHN China,中国,中國,Mainland China,Китай|CO COL Colombia,Kolumbien,Colombie|CR CRI Costa Rica|CU CUB Cuba|CV CPV Cape Verde,Cabo Verde|CY CYP Cyprus
CZ CZE Czech Republic,Czechia,Tschechien,Česko|DE DEU Germany,Deutschland,Alemania,Allemagne,Germania,Alemanha,德国,ドイツ,독일,Германия
DJ DJI Djibouti|DK DNK Denmark,Danmark,Dänemark|DM DMA Dominica|DO DOM Dominican Republic,República Dominicana|DZ DZA Algeria,Algérie,الجزائر
EC ECU Ecuador|EE EST Estonia,Eesti|EG EGY Egypt,مصر,Ägypten,Égypte|ER ERI Eritrea|ES ESP Spain,España,Spanien,Espagne,Spagna,Espanha,西班牙,スペイン,스페인,Испания
ET ETH Ethiopia|FI FIN Finland,Suomi,Finnland|FJ FJI Fiji|FR FRA France,Frankreich,Francia,França,法国,フランス,프랑스,Франция|GA GAB Gabon
GB GBR United Kingdom,UK,U.K.,Great Britain,Britain,England,Scotland,Wales,Northern Ireland,Großbritannien,Vereinigtes Königreich,Reino Unido,Royaume-Uni,Regno Unito,英国,イギリス,영국,Великобритания,United Kingdom of Great Britain and Northern Ireland
GD GRD Grenada|GE GEO Georgia,Грузия|GH GHA Ghana|GM GMB Gambia|GN GIN Guinea|GQ GNQ Equatorial Guinea|GR GRC Greece,Griechenland,Ελλάδα
GT GTM Guatemala|GW GNB Guinea-Bissau|GY GUY Guyana|HK HKG Hong Kong,香港,Hong Kong SAR China|HN HND Honduras|HR HRV Croatia,Hrvatska,Kroatien
HT HTI Haiti|HU HUN Hungary,Magyarország,Ungarn|ID IDN Indonesia,Indonesien,Indonésie,印度尼西亚|IE IRL Ireland,Irland,Irlande|IL ISR Israel
IN IND India,Indien,Inde,印度,インド,인도,भारत,Индия|IQ IRQ Iraq,العراق|IR IRN Iran,Islamic Republic of Iran,ایران|IS ISL Iceland,Island
IT ITA Italy,Italia,Italien,Italie,Itália,意大利,イタリア,이탈리아,Италия|JM JAM Jamaica|JO JOR Jordan,الأردن|JP JPN Japan,日本,Japon,Japón,Japão,일본,Япония
KE KEN Kenya|KG KGZ Kyrgyzstan|KH KHM Cambodia|KM COM Comoros|KN KNA Saint Kitts and Nevis|KP PRK North Korea|KR KOR South Korea,Korea,Republic of Korea,Südkorea,Corea del Sur,Corée du Sud,韩国,韓国,대한민국,한국,Южная Корея
KW KWT Kuwait,الكويت|KZ KAZ Kazakhstan,Казахстан|LA LAO Laos|LB LBN Lebanon,لبنان|LC LCA Saint Lucia|LI LIE Liechtenstein|LK LKA Sri Lanka
LR LBR Liberia|LS LSO Lesotho|LT LTU Lithuania,Lietuva|LU LUX Luxembourg,Luxemburg|LV LVA Latvia,Latvija|LY LBY Libya,ليبيا|MA MAR Morocco,Maroc,Marruecos,Marokko,المغرب
MC MCO Monaco|MD MDA Moldova|ME MNE Montenegro|MG MDG Madagascar|MK MKD North Macedonia,Macedonia|ML MLI Mali|MM MMR Myanmar,Burma|MN MNG Mongolia
MO MAC Macao,Macau|MR MRT Mauritania|MT MLT Malta|MU MUS Mauritius|MV MDV Maldives|MW MWI Malawi|MX MEX Mexico,México,Mexiko,Mexique,Messico,墨西哥,メキシコ
MY MYS Malaysia,马来西亚|MZ MOZ Mozambique,Moçambique|NA NAM Namibia|NE NER Niger|NG NGA Nigeria|NI NIC Nicaragua|NL NLD Netherlands,The Netherlands,Holland,Nederland,Niederlande,Países Bajos,Pays-Bas,Paesi Bassi,荷兰
NO NOR Norway,Norge,Norwegen|NP NPL Nepal|NZ NZL New Zealand,Neuseeland|OM OMN Oman,عمان|PA PAN Panama,Panamá|PE PER Peru,Perú|PG PNG Papua New Guinea
PH PHL Philippines,The Philippines,Filipinas,Philippinen,菲律宾|PK PAK Pakistan|PL POL Poland,Polska,Polen,Pologne,Polonia,波兰,Польша|PR PRI Puerto Rico
PS PSE Palestine,State of Palestine,فلسطين|PT PRT Portugal,葡萄牙|PY PRY Paraguay|QA QAT Qatar,قطر|RO ROU Romania,România,Rumänien|RS SRB Serbia,Srbija
RU RUS Russia,Russian Federation,Россия,Russland,Rusia,Russie,Rússia,俄罗斯,ロシア,러시아|RW RWA Rwanda|SA SAU Saudi Arabia,KSA,Saudi,Kingdom of Saudi Arabia,السعودية,Arabia Saudita,Saudi-Arabien
SC SYC Seychelles|SD SDN Sudan|SE SWE Sweden,Sverige,Schweden,Suède,Suecia|SG SGP Singapore,新加坡|SI SVN Slovenia,Slovenija|SK SVK Slovakia,Slovensko
SL SLE Sierra Leone|SM SMR San Marino|SN SEN Senegal,Sénégal|SO SOM Somalia|SR SUR Suriname|SS SSD South Sudan|SV SLV El Salvador|SY SYR Syria,سوريا
SZ SWZ Eswatini,Swaziland|TD TCD Chad|TG TGO Togo|TH THA Thailand,ไทย,泰国,タイ,ประเทศไทย|TJ TJK Tajikistan|TL TLS Timor-Leste|TM TKM Turkmenistan
TN TUN Tunisia,Tunisie,تونس|TR TUR Turkey,Türkiye,Turkiye,Türkei,Turquía,Turquie,土耳其,Турция|TT TTO Trinidad and Tobago|TW TWN Taiwan,台灣,台湾,대만|TZ TZA Tanzania
UA UKR Ukraine,Україна,Украина|UG UGA Uganda|US USA United States,United States of America,U.S.,U.S.A.,America,USA,Vereinigte Staaten,Estados Unidos,EE.UU.,EEUU,États-Unis,Etats-Unis,Stati Uniti,美国,美國,アメリカ,미국,США,EUA,الولايات المتحدة
UY URY Uruguay|UZ UZB Uzbekistan|VA VAT Vatican City|VC VCT Saint Vincent and the Grenadines|VE VEN Venezuela|VN VNM Vietnam,Viet Nam,Việt Nam,越南,ベトナム,베트남
VU VUT Vanuatu|WS WSM Samoa|XK XKX Kosovo|YE YEM Yemen,اليمن|ZA ZAF South Africa,Südafrika,Sudáfrica|ZM ZMB Zambia|ZW ZWE Zimbabwe
GL GRL Greenland|GI GIB Gibraltar|JE JEY Jersey|IM IMN Isle of Man|GG GGY Guernsey|FO FRO Faroe Islands|RE REU Réunion|GP GLP Guadeloupe|MQ MTQ Martinique
VG VGB British Virgin Islands|AI AIA Anguilla|TC TCA Turks and Caicos Islands|AS ASM American Samoa|MH MHL Marshall Islands
FM FSM Micronesia|PW PLW Palau|KI KIR Kiribati|NR NRU Nauru|TV TUV Tuvalu|TO TON Tonga|SB SLB Solomon Islands|CK COK Cook Islands
NU NIU Niue|GF GUF French Guiana|YT MYT Mayotte|PM SPM Saint Pierre and Miquelon|BL BLM Saint Barthélemy|MF MAF Saint Martin
SX SXM Sint Maarten|BQ BES Caribbean Netherlands|EH ESH Western Sahara|ST STP Sao Tome and Principe|AX ALA Åland Islands
MP MNP Northern Mariana Islands|FK FLK Falkland Islands|SH SHN Saint Helena|WF WLF Wallis and Futuna
AW ABW Aruba|CW CUW Curaçao,Curacao|KY CYM Cayman Islands|BM BMU Bermuda|GU GUM Guam|VI VIR U.S. Virgin Islands|PF PYF French Polynesia|NC NCL New Caledonia
"""
# 639-1, 639-2/3 codes, names.
_LANGUAGES = """
en eng English,Englisch,Inglés,Anglais,Inglese,Inglês,英语,英語,영어,Английский|es spa Spanish,Español,Spanisch,Espagnol,Spagnolo,西班牙语,Испанский,Castellano
pt por Portuguese,Português,Portugiesisch,Portugués,Portugais|fr fra,fre French,Français,Französisch,Francés,Francese,法语|de deu,ger German,Deutsch,Alemán,Allemand,Tedesco,德语
it ita Italian,Italiano,Italienisch,Italien|nl nld,dut Dutch,Nederlands,Flemish|pl pol Polish,Polski|ru rus Russian,Русский|uk ukr Ukrainian,Українська|tr tur Turkish,Türkçe
ar ara,arb,arz,apc,ary Arabic,العربية|fa fas,per,pes Persian,Farsi,فارسی|he heb Hebrew,עברית|hi hin Hindi,हिन्दी,हिंदी|bn ben Bengali,Bangla|ur urd Urdu|ta tam Tamil|te tel Telugu
mr mar Marathi|gu guj Gujarati|kn kan Kannada|ml mal Malayalam|pa pan Punjabi|ne nep Nepali|si sin Sinhala|th tha Thai,ไทย|vi vie Vietnamese,Tiếng Việt|id ind Indonesian,Bahasa Indonesia,Bahasa
ms msa,may,zsm Malay,Bahasa Melayu|tl tgl,fil Tagalog,Filipino|zh zho,chi,cmn,yue Chinese,Mandarin,中文,汉语,漢語,Cantonese,Simplified Chinese,Traditional Chinese|ja jpn Japanese,日本語
ko kor Korean,한국어|sv swe Swedish,Svenska|no nor,nob,nno Norwegian,Norsk|nb nob Norwegian Bokmål|da dan Danish,Dansk|fi fin Finnish,Suomi|is isl,ice Icelandic|cs ces,cze Czech,Čeština
sk slk,slo Slovak|sl slv Slovenian|hr hrv Croatian|sr srp Serbian|bs bos Bosnian|mk mkd,mac Macedonian|bg bul Bulgarian|ro ron,rum Romanian,Română|hu hun Hungarian,Magyar
el ell,gre Greek,Ελληνικά|lt lit Lithuanian|lv lav Latvian|et est Estonian|sq sqi,alb Albanian|ka kat,geo Georgian|hy hye,arm Armenian|az aze Azerbaijani|kk kaz Kazakh|uz uzb Uzbek
ky kir Kyrgyz|mn mon Mongolian|km khm Khmer|lo lao Lao|my mya,bur Burmese|sw swa Swahili|am amh Amharic|ha hau Hausa|yo yor Yoruba|ig ibo Igbo|zu zul Zulu|xh xho Xhosa|af afr Afrikaans
so som Somali|ca cat Catalan,Català|eu eus,baq Basque|gl glg Galician|ga gle Irish|cy cym,wel Welsh|la lat Latin|eo epo Esperanto|ht hat Haitian Creole|jv jav Javanese|su sun Sundanese
"""


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^\w]+", " ", "".join(c for c in text if not unicodedata.combining(c))).strip()


def _table(block: str) -> tuple[dict[str, str], dict[str, str]]:
    codes, names = {}, {}
    for entry in block.replace("\n", "|").split("|"):
        if not entry.strip():
            continue
        short, longs, words = entry.strip().split(" ", 2)
        codes.setdefault(short.casefold(), short)
        for code in longs.split(","):
            codes.setdefault(code.casefold(), short)
        for name in words.split(","):
            names.setdefault(_fold(name), short)
    return codes, names


_COUNTRY_CODES, _COUNTRY_NAMES = _table(_COUNTRIES)
_LANGUAGE_CODES, _LANGUAGE_NAMES = _table(_LANGUAGES)
_COUNTRY_CODES["uk"] = "GB"


def _first_names(block: str) -> dict[str, str]:
    entries = (entry.strip().split(" ", 2) for entry in block.replace("\n", "|").split("|") if entry.strip())
    return {short: words.split(",")[0] for short, _, words in entries}


COUNTRIES = _first_names(_COUNTRIES)
"""{ISO 3166 alpha-2 code: English name}."""


@lru_cache(maxsize=4096)
def country_of(text: str) -> str:
    """The ISO 3166 alpha-2 code of a country's name, code, flag, or `City, Country`; an empty string if unknown."""
    cell = text.strip()
    flag = [ord(c) - 0x1F1E6 for c in cell if 0x1F1E6 <= ord(c) <= 0x1F1FF]
    if len(flag) == 2:
        return _COUNTRY_CODES.get("".join(chr(97 + c) for c in flag), "")
    if re.fullmatch(r"[A-Za-z]{2,3}", cell):
        return _COUNTRY_CODES.get(cell.casefold(), "") or _COUNTRY_NAMES.get(_fold(cell), "")
    found = _COUNTRY_NAMES.get(_fold(cell), "")
    if found:
        return found
    inside = re.search(r"\(([A-Za-z]{2,3})\)\s*$", cell)
    if inside and inside[1].casefold() in _COUNTRY_CODES:
        return _COUNTRY_CODES[inside[1].casefold()]
    if "," in cell:
        last = cell.rsplit(",", 1)[1].strip()
        return country_of(last) if last and "," not in last else ""
    return ""


@lru_cache(maxsize=4096)
def language_of(text: str) -> str:
    """The ISO 639-1 code of a language's name, code or tag (`ms-MY`, `eng`), or an empty string if unknown."""
    cell = text.strip()
    tag = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*", cell)
    if tag and tag[1].casefold() in _LANGUAGE_CODES:
        return _LANGUAGE_CODES[tag[1].casefold()]
    return _LANGUAGE_NAMES.get(_fold(cell), "")
