# ruff: noqa: E501 - a table of words
"""Headings and platform names of fourteen languages."""

import pytest

from influencers.importing.addresses import platform_of_words
from influencers.importing.headings import FIELDS, fields_of

LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "zh", "ja", "ko", "ar", "id"]
# One usual heading a language, in the order of LANGUAGES.
HEADINGS = {
    "handle": "Username|Benutzername|Nom d'utilisateur|Usuario|Nome utente|Usuário|Gebruikersnaam|Nazwa użytkownika|Kullanıcı adı|用户名|ユーザー名|사용자명|اسم المستخدم|Nama pengguna",
    "platform": "Platform|Plattform|Plateforme|Plataforma|Piattaforma|Rede social|Sociaal netwerk|Platforma|Platform|平台|プラットフォーム|플랫폼|المنصة|Platform media sosial",
    "name": "Full name|Vollständiger Name|Nom complet|Nombre completo|Nome completo|Nome|Volledige naam|Imię i nazwisko|Ad soyad|姓名|名前|이름|الاسم الكامل|Nama lengkap",
    "url": "Profile link|Profillink|Lien du profil|Enlace del perfil|Link al profilo|Link do perfil|Profiellink|Link do profilu|Profil bağlantısı|主页链接|プロフィールリンク|프로필 링크|رابط الحساب|Tautan profil",
    "followers": "Followers|Abonnenten|Abonnés|Seguidores|Follower|Seguidores|Volgers|Obserwujący|Takipçi sayısı|粉丝数|フォロワー数|팔로워 수|عدد المتابعين|Jumlah pengikut",
    "following": "Following|Abonniert|Abonnements|Seguidos|Seguiti|Seguindo|Volgend|Obserwowani|Takip edilen|关注数|フォロー数|팔로잉|يتابع|Mengikuti",
    "posts_count": "Posts|Beiträge|Publications|Publicaciones|Numero di post|Publicações|Aantal berichten|Liczba postów|Gönderi sayısı|作品数|投稿数|게시물 수|عدد المنشورات|Jumlah postingan",
    "engagement_rate": "Engagement rate|Interaktionsrate|Taux d'engagement|Tasa de interacción|Tasso di coinvolgimento|Taxa de engajamento|Betrokkenheidspercentage|Wskaźnik zaangażowania|Etkileşim oranı|互动率|エンゲージメント率|참여율|معدل التفاعل|Tingkat keterlibatan",
    "avg_likes": "Average likes|Durchschnittliche Likes|Moyenne de likes|Promedio de me gusta|Media like|Média de curtidas|Gemiddelde likes|Średnia liczba polubień|Ortalama beğeni|平均点赞数|平均いいね数|평균 좋아요|متوسط الإعجابات|Rata-rata suka",
    "avg_comments": "Average comments|Durchschnittliche Kommentare|Moyenne de commentaires|Promedio de comentarios|Media commenti|Média de comentários|Gemiddelde reacties|Średnia liczba komentarzy|Ortalama yorum|平均评论数|平均コメント数|평균 댓글 수|متوسط التعليقات|Rata-rata komentar",
    "avg_views": "Average views|Durchschnittliche Aufrufe|Moyenne de vues|Promedio de visualizaciones|Media visualizzazioni|Média de visualizações|Gemiddelde weergaven|Średnia liczba wyświetleń|Ortalama izlenme|平均播放量|平均再生回数|평균 조회수|متوسط المشاهدات|Rata-rata tayangan",
    "avg_shares": "Average shares|Durchschnittliche Shares|Moyenne de partages|Promedio de compartidos|Media condivisioni|Média de compartilhamentos|Gemiddeld gedeeld|Średnia liczba udostępnień|Ortalama paylaşım|平均分享数|平均シェア数|평균 공유|متوسط المشاركات|Rata-rata dibagikan",
    "country": "Country|Land|Pays|País|Paese|País|Land|Kraj|Ülke|国家|国|국가|الدولة|Negara",
    "language": "Language|Sprache|Langue|Idioma|Lingua|Idioma|Taal|Język|Dil|语言|言語|언어|اللغة|Bahasa",
    "contact": "Email|E-Mail-Adresse|Adresse e-mail|Correo electrónico|Indirizzo e-mail|E-mail|E-mailadres|Adres e-mail|E-posta|电子邮件|メールアドレス|이메일|البريد الإلكتروني|Alamat email",
    "bio": "Bio|Beschreibung|Biographie|Biografía|Biografia|Descrição|Biografie|Opis|Biyografi|简介|自己紹介|소개|نبذة|Deskripsi",
    "category": "Niche|Nische|Catégorie|Categoría|Categoria|Nicho|Categorie|Kategoria|Kategori|类别|カテゴリ|카테고리|الفئة|Kategori",
    "is_verified": "Verified|Verifiziert|Vérifié|Verificado|Verificato|Verificada|Geverifieerd|Zweryfikowany|Onaylı|是否认证|認証|인증|موثق|Terverifikasi",
    "as_of": "Last updated|Stand|Date de mise à jour|Fecha|Data di aggiornamento|Data da coleta|Datum|Data aktualizacji|Güncelleme tarihi|更新时间|更新日|업데이트 날짜|تاريخ التحديث|Tanggal",
}  # fmt: skip
PLATFORMS = {
    "instagram": "Instagram|Insta|IG|インスタ|インスタグラム|인스타그램|인스타|انستغرام|إنستغرام|انستجرام|إنستجرام|انستقرام|инстаграм|照片墙",
    "tiktok": "TikTok|Tik Tok|Tik-Tok|抖音|ティックトック|틱톡|تيك توك|تيكتوك|тик ток|тикток",
    "youtube": "YouTube|You Tube|YT|油管|ユーチューブ|유튜브|يوتيوب|اليوتيوب|ютуб|ютьюб",
    "x": "X|Twitter|X (Twitter)|推特|ツイッター|트위터|تويتر|إكس|твиттер",
    "facebook": "Facebook|FB|脸书|フェイスブック|페이스북|فيسبوك|فيس بوك|фейсбук",
    "snapchat": "Snapchat|Snap Chat|スナップチャット|스냅챗|سناب شات|سناب|снапчат",
    "twitch": "Twitch|ツイッチ|트위치|تويتش|твич",
    "threads": "Threads|スレッズ|스레드|ثريدز",
    "pinterest": "Pinterest|ピンタレスト|핀터레스트|بينترست|пинтерест",
    "linkedin": "LinkedIn|Linked In|领英|リンクトイン|링크드인|لينكد إن|لينكدإن",
}  # fmt: skip


@pytest.mark.parametrize("field", HEADINGS)
def test_a_heading_of_each_language_is_known(field):
    words = dict(zip(LANGUAGES, HEADINGS[field].split("|"), strict=True))
    unknown = {language: word for language, word in words.items() if field not in fields_of(word)[0]}
    assert not unknown


def test_the_table_has_every_field_that_people_write():
    assert set(FIELDS) - set(HEADINGS) == {"platform_id", "avg_engagement"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_is_known_by_its_names(platform):
    unknown = [word for word in PLATFORMS[platform].split("|") if platform_of_words(word) != platform]
    assert not unknown
