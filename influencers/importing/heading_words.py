# ruff: noqa: E501 - word lists read best as they are
"""The words that head columns, in fourteen languages and more, field by field. Data only."""

# "name" here is any word for a person or account: whether it holds handles or names is decided by the cells.
WORDS = {
    "handle": """handle|handles|username|user name|usernames|screen name|account|account name|account id|account handle|
        user|login|nick|nickname id|unique id|uniqueid|userid name|profile|profile name|profile handle|creator handle|
        influencer handle|channel handle|influencer username|creator username|custom url|vanity name|social handle|
        author username|owner username|ownerusername|at|nutzername|benutzername|usuario|nombre de usuario|cuenta|
        usuário|usuario de instagram|nome de usuário|arroba|conta|nom d utilisateur|identifiant|pseudo|compte|
        nome utente|account instagram|gebruikersnaam|nazwa użytkownika|konto|kullanıcı adı|kullanici adi|hesap|
        имя пользователя|аккаунт|логин|ник|用户名|帐号|账号|抖音号|账户|帳號|ユーザー名|アカウント|アカウント名|ユーザーid|
        사용자 이름|사용자명|계정|아이디|اسم المستخدم|الحساب|username akun|akun|nama pengguna|tên người dùng|tài khoản|
        profile username|user username|id name|author|channel info|author name id|
        @handle|instagram handle|nom de compte|nom d usager|gebruiker|nazwa konta|login konta|użytkownik|kullanıcı|
        账户名|账号名|用户id|アカウントid|ユーザー|계정명|유저네임|اسم الحساب|المستخدم|حساب|المعرف|معرف الحساب|id pengguna|nama akun|
        pengguna|perfil de usuario|nome do usuário|nome de usuario|nombre usuario|nome do perfil|
        nombre de la cuenta|nome account|benutzer|kontoname|profilname""",
    "name": """name|full name|fullname|display name|displayname|nickname|influencer|influencer name|influencers|creator|
        creators|creator name|blogger|blogger name|kol|kol name|talent|channel|channel name|channel title|title|
        profile full name|user full name|first and last name|real name|page name|person|celebrity|artist|
        full_name|profile fullname|author name|owner full name|celebrity name|user_name|
        vollständiger name|anzeigename|kanal|kanalname|nombre|nombre completo|canal|nombre del canal|creador|nome|
        nome completo|nom|nom complet|chaîne|chaine|créateur|nome canale|naam|imię i nazwisko|nazwa|isim|ad soyad|kanal adı|
        имя|название канала|канал|блогер|имя и фамилия|昵称|名称|名字|频道|博主|达人|达人昵称|名前|チャンネル名|チャンネル|氏名|表示名|
        이름|채널명|채널|인플루언서|الاسم|القناة|nama|nama kanal|tên|tên kênh|họ và tên|
        volledige naam|naam kanaal|kanaalnaam|姓名|全名|真实姓名|账号名称|网红|达人名称|フルネーム|本名|クリエイター|インフルエンサー|성명|크리에이터|유튜버|
        الاسم الكامل|اسم القناة|المؤثر|اسم المؤثر|صانع المحتوى|nama lengkap|kreator|pembuat konten|nama penuh|
        cognome e nome|nome e cognome|nome del canale|nombre y apellidos|influenceur|créatrice|créateur de contenu|
        nom de la chaîne|nome do canal|criador|criadora|influenciador|influenciadora|twórca|influencerka|
        pełna nazwa|i̇çerik üreticisi|içerik üreticisi|tam ad|vor und nachname|urheber""",
    "url": """url|urls|link|links|profile url|profile link|profileurl|account url|account link|channel url|channel link|
        page url|profile page|social link|social url|webpage url|permalink|creator url|influencer url|username link|
        user url|user link|profil url|profillink|profil link|enlace|enlace del perfil|lien|lien du profil|perfil|
        link do perfil|link profilo|ссылка|ссылка на профиль|链接|主页|主页链接|リンク|プロフィールurl|링크|프로필 링크|الرابط|
        tautan|liên kết|profile|input url|web profile url|profile address|
        link al profilo|indirizzo del profilo|collegamento|profiellink|link naar profiel|profiel|link do profilu|
        adres profilu|profil bağlantısı|profil linki|bağlantı|链接地址|主页地址|个人主页|账号链接|プロフィールリンク|アカウントurl|url リンク|
        프로필 주소|프로필 url|계정 링크|رابط الحساب|رابط الصفحة|رابط الملف الشخصي|رابط|tautan profil|link profil|pautan|
        url du profil|lien profil|url del perfil|url do perfil|link perfil|profiladresse""",
    "platform": """platform|social platform|network|social network|social media|social media platform|channel type|
        source platform|media|sns|plattform|netzwerk|soziales netzwerk|plataforma|red social|red|rede social|réseau|
        réseau social|plateforme|piattaforma|social|платформа|соцсеть|социальная сеть|平台|プラットフォーム|플랫폼|المنصة|
        nền tảng|site|provider|account type platform|medio|
        sociaal netwerk|sociale media|kanaal type|platforma|sieć społecznościowa|portal|sosyal medya|sosyal ağ|
        mecra|社交平台|社交媒体|渠道|媒体|媒体平台|媒体名|sns名|媒体 sns|소셜 미디어|소셜미디어|매체|منصة|الشبكة|الشبكة الاجتماعية|الموقع|
        منصة التواصل|platform media sosial|media sosial|jejaring sosial|red|redes|réseaux|rete sociale|
        social media kanal|medium|площадка|сеть""",
    "platform_id": """id|user id|userid|platform id|profile id|channel id|channelid|account number|external id|pk|did|
        author id|creator id|owner id|ownerid|instagram id|tiktok id|youtube channel id|fbid|uid|profile userid""",
    "bio": """bio|biography|biografie|signature|description|profile description|about|bio text|profile bio|channel description|
        profile text|biografía|descripción|descrição|biographie|biografia|описание|简介|个人简介|签名|自己紹介|プロフィール文|
        소개|자기소개|النبذة|deskripsi|mô tả|beschreibung|über|
        opis|opis profilu|biyografi|hakkında|açıklama|نبذة|نبذة تعريفية|السيرة|الوصف|bio profil|个性签名|账号简介|概要欄|
        プロフィール|자기 소개|프로필 소개|beschrijving|over|profilbeschreibung|présentation|descrizione|biografía del perfil|
        sobre|descripción del perfil""",
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
        người theo dõi|số người theo dõi|lượt theo dõi|ผู้ติดตาม|जनसंख्या अनुयायी|følgere|följare|seuraajat|sledující|követők|
        followeranzahl|anzahl der follower|anzahl der abonnenten|nombre de followers|nombre d abonnes|
        abonnés total|seguidores totales|total de seguidores|numero de seguidores|num seguidores|
        cantidad seguidores|nº de seguidores|n seguidores|quantidade de seguidores|número de seguidores total|
        numero di follower|numero iscritti|aantal followers|aantal abonnees|abonnees|liczba followersów|
        liczba obserwatorów|obserwatorzy|subskrybenci|liczba subskrybentów|takipçiler|toplam takipçi|abone sayisi|
        takipci sayisi|粉丝总数|粉丝数量|订阅数量|订阅者|关注者|关注者数|追踪者|追蹤者|フォロワー数 人|ファン数|登録者|팔로워 숫자|구독자 숫자|팬 수|متابعين|المتابعات|
        عدد المشتركين|المشتركون|المشتركين|متابع|follower akun|jumlah followers|jumlah follower|pengikut akun|
        subscriber kanal|bilangan pengikut|аудитория|фолловеры""",
    "following": """following|followings|following count|follows|follows count|followscount|followees|friends|friends count|
        number following|number of following|accounts followed|gefolgt|folgt|siguiendo|seguidos|seguindo|abonnements|
        seguiti|подписки|关注|关注数|フォロー|フォロー数|フォロー中|팔로잉|متابَعون|mengikuti|đang theo dõi|takip|takip edilen|
        abonniert|folge ich|gefolgte konten|volgend|volgt|obserwowani|obserwuje|takip ettiği|takip sayısı|关注人数|
        フォローしている|팔로우|يتابع|المتابَعون|عدد من يتابعهم|diikuti|jumlah mengikuti|comptes suivis|suivis|
        abonnements total|siguiendo total|seguindo total|che segue""",
    "posts_count": """posts|post count|posts count|postscount|media count|mediacount|number of posts|no of posts|total posts|
        num posts|uploads|video count|videos count|videos|total videos|number of videos|tot videos|videocount|videoscount|
        content count|statuses count|tweets|beiträge|anzahl beiträge|publicaciones|publicações|número de posts|publications|
        numero post|post|berichten|посты|публикации|количество постов|作品数|帖子数|投稿数|動画数|게시물|게시물 수|동영상 수|
        عدد المنشورات|jumlah postingan|số bài đăng|gönderi|gönderi sayısı|profile posts count|edge owner to timeline media count|
        numero di post|numero dei post|post totali|contenuti|aantal berichten|aantal posts|liczba postów|posty|
        liczba filmów|paylaşım sayısı|gönderiler|video sayısı|作品数量|帖子|发帖数|视频数|笔记数|投稿|動画本数|포스트 수|게시글 수|동영상|
        المنشورات|عدد الفيديوهات|عدد المقاطع|postingan|jumlah post|jumlah video|nombre de publications|
        nombre de posts|nombre de vidéos|número de publicaciones|nº de publicaciones|número de publicações|
        anzahl posts|anzahl videos""",
    "country": """country|country code|countrycode|country name|location|region|geo|nation|nationality|market|based in|
        home country|location country|creator country|influencer country|account country|city country|place|city|
        land|standort|herkunft|herkunftsland|país|pais|país de origen|ubicación|localização|pays|localisation|paese|
        nazione|località|kraj|ülke|страна|регион|локация|国家|地区|國家|国|国籍|地域|국가|지역|البلد|الدولة|negara|lokasi|
        quốc gia|state country|profile country|profile location|
        país residencia|pays d origine|paese di origine|país de residência|land van herkomst|kraj pochodzenia|
        bulunduğu ülke|şehir|所在国家|所在地|所在地区|城市|居住国|国名|국적|나라|دولة|بلد|المدينة|الموقع الجغرافي|asal negara|kota|ville|
        ciudad|città|cidade|stad|miasto|stadt|ort|город|ort land""",
    "language": """language|lang|languages|language code|predicted lang|main language|primary language|content language|
        creator language|sprache|idioma|lengua|langue|lingua|taal|język|dil|язык|语言|語言|言語|언어|اللغة|bahasa|ngôn ngữ|
        influencer language|language name|
        langue principale|idioma principal|lingua principale|hoofdtaal|główny język|ana dil|主要语言|使用言語|사용 언어|لغة|
        لغة المحتوى|bahasa utama|hauptsprache|inhaltssprache""",
    "is_verified": """verified|is verified|isverified|verified account|verification|verified status|blue tick|blue check|
        verifiziert|verificado|verificada|vérifié|verificato|verifiziertes konto|верифицирован|认证|是否认证|認証|인증|
        موثق|terverifikasi|đã xác minh|profile is verified|user verified|
        geverifieerd|zweryfikowany|zweryfikowane|onaylı|onaylı hesap|mavi tik|doğrulanmış|已认证|蓝v|認証済み|認証バッジ|인증 여부|
        인증됨|موثّق|حساب موثق|التوثيق|توثيق|akun terverifikasi|compte vérifié|cuenta verificada|conta verificada|
        account verificato|verifizierung""",
    "contact": """email|e mail|email address|mail|contact|contact email|business email|public email|emails|e mail adresse|
        e mail address|kontakt|correo|correo electrónico|contacto|email de contato|contato|adresse e mail|courriel|
        email contatto|почта|эл почта|电子邮件|邮箱|メール|メールアドレス|이메일|البريد الإلكتروني|business mail|
        contact details|contact info|public email address|
        indirizzo e mail|indirizzo email|e mailadres|mailadres|adres e mail|adres email|e posta|e posta adresi|
        eposta|mail adresi|联系邮箱|邮箱地址|联系方式|連絡先|メール アドレス|이메일 주소|연락처|البريد|الايميل|الإيميل|بريد إلكتروني|ايميل|
        البريد الالكتروني|التواصل|alamat email|surel|emel|mél|courrier électronique|correo de contacto|
        email de contacto|e mail de contato|kontakt e mail|kontaktadresse|kontakt mail""",
    "category": """category|categories|niche|niches|topic|topics|vertical|genre|industry|interests|category name|main category|
        content category|primary category|business category|sub category|subcategory|influencer category|channel type|
        kategorie|kategorien|thema|themen|nische|categoría|categoria|categorías|nicho|temática|catégorie|thématique|
        categorie|argomento|kategoria|kategori|категория|тематика|ниша|类别|分类|领域|分類|カテゴリ|カテゴリー|ジャンル|
        카테고리|분야|الفئة|المجال|danh mục|lĩnh vực|business category name|business category|content type|account category|
        commerce category|specialty|speciality|field|
        branche|dziedzina|tematyka|nisza|alan|niş|konu|垂类|赛道|内容类别|ジャンル分類|분야 카테고리|주제|التصنيف|تصنيف|النوع|مجال|
        المجالات|kategori konten|bidang|topik|niche principale|nicchia|settore|tema|temas|sujet|secteur|rubrik|
        themengebiet|themenbereich|сфера|рубрика""",
    "as_of": """as of|as of date|date of data|data date|scraped|scraped at|scrape date|scrape time|scraped date|last scraped|
        last scraped at|scraping date|crawled|crawled at|crawl date|collected|collected at|collection date|extract time|
        extracted at|extraction date|fetched|fetched at|snapshot date|last updated|last update|updated|updated at|
        update date|last refresh|retrieved|retrieved at|measured at|report date|timestamp|data updated|date checked|
        checked on|checked at|stand|datum stand|erhoben am|fecha de datos|fecha de extracción|actualizado|data da coleta|
        date d extraction|mis à jour|aggiornato al|дата|дата обновления|更新时间|采集时间|取得日|更新日|수집일|업데이트|
        vid scrapetime|vid scrape time|date|
        date de mise à jour|mise à jour|date|fecha|fecha de actualización|última actualización|
        data di aggiornamento|data aggiornamento|ultimo aggiornamento|data|data de atualização|atualizado em|datum|
        laatst bijgewerkt|bijgewerkt|datum bijgewerkt|data aktualizacji|ostatnia aktualizacja|güncelleme tarihi|
        son güncelleme|tarih|日期|更新日期|数据日期|抓取时间|日付|取得日時|更新日時|업데이트 날짜|날짜|기준일|수집 날짜|تاريخ التحديث|التاريخ|آخر تحديث|
        tanggal|tanggal pembaruan|terakhir diperbarui|letztes update|aktualisiert|aktualisiert am|datenstand|
        erhoben|обновлено|дата сбора""",
    "engagement_rate": """engagement rate|er|eng rate|engagement|engagementrate|avg engagement rate|average engagement rate|
        awg engagement rate|engagement pct|engagement percent|engagement percentage|60 day eng rate|eng|total engagement rate|
        er percent|er post|engagement rate by post|engagement rate followers|er by followers|median engagement rate|
        profile engagement rate|engagements rate|interaction rate|engagement ratio|stats engagement rate|
        interaktionsrate|engagementrate in|engagement quote|tasa de engagement|tasa de interacción|taxa de engajamento|engajamento|
        taux d engagement|taux engagement|tasso di engagement|tasso di coinvolgimento|betrokkenheid|zaangażowanie|
        wskaźnik zaangażowania|etkileşim oranı|etkileşim|вовлеченность|вовлечённость|коэффициент вовлеченности|互动率|
        互動率|エンゲージメント率|参与度|참여율|인게이지먼트|معدل التفاعل|tingkat keterlibatan|tỷ lệ tương tác|engaj oranı|
        betrokkenheidspercentage|engagementpercentage|engagementrate gemiddeld|interactiepercentage|
        wskaźnik interakcji|współczynnik zaangażowania|er procent|etkileşim yüzdesi|ortalama etkileşim oranı|平均互动率|
        エンゲージメント|反応率|인게이지먼트율|인게이지먼트 비율|반응률|نسبة التفاعل|معدل المشاركة|التفاعل|tingkat interaksi|rasio keterlibatan|
        engagement rata rata|kadar penglibatan|taux d interaction|tasa de compromiso|porcentaje de engagement|
        tasa engagement|índice de engajamento|engajamento médio|tasso di interazione|
        engagement quote durchschnittlich|engagement satz|уровень вовлеченности|ер|показатель вовлеченности""",
    "avg_likes": """avg likes|average likes|likes avg|avg like|avg like count|mean likes|median likes|likes average|
        likes per post|avg likes per post|average likes per post|avglikes|likes mean|avg number of likes|new post avg like 0|
        typical likes|stats avg likes|me gusta promedio|likes promedio|promedio de likes|promedio likes|média de curtidas|
        curtidas médias|média de likes|moyenne de likes|likes moyens|j aime moyens|durchschnittliche likes|ø likes|
        likes im schnitt|durchschn likes|media like|like medi|gemiddelde likes|średnia polubień|ortalama beğeni|
        среднее лайков|лайков в среднем|平均点赞|平均点赞数|平均いいね|平均いいね数|평균 좋아요|평균 좋아요 수|متوسط الإعجابات|
        rata rata suka|lượt thích trung bình|
        promedio de me gusta|me gusta medios|me gusta promedio por publicación|media de me gusta|
        średnia liczba polubień|średnio polubień|śr polubienia|beğeni ortalaması|ortalama beğeni sayısı|平均获赞|平均获赞数|
        平均点赞量|平均赞|平均高評価|いいね平均|좋아요 평균|평균 좋아요수|متوسط الاعجابات|معدل الإعجابات|متوسط عدد الإعجابات|rata rata like|
        rata rata likes|purata suka|likes gemiddeld|gemiddeld aantal likes|like per post|media mi piace|
        mi piace medi|curtidas por post|média de gostos|moyenne des likes|moyenne j aime|nombre moyen de likes|
        likes durchschnittlich|durchschnitt likes|durchschnittliche gefällt mir|средние лайки|среднее число лайков""",
    "avg_comments": """avg comments|average comments|comments avg|avg comment|mean comments|median comments|comments average|
        comments per post|avg comments per post|average comments per post|avgcomments|comments mean|avg comment count|
        comentarios promedio|promedio de comentarios|média de comentários|comentários médios|moyenne de commentaires|
        commentaires moyens|durchschnittliche kommentare|ø kommentare|media commenti|commenti medi|gemiddelde reacties|
        ortalama yorum|среднее комментариев|平均评论|平均评论数|平均コメント数|평균 댓글|متوسط التعليقات|
        rata rata komentar|bình luận trung bình|stats avg comments|
        średnia liczba komentarzy|średnio komentarzy|yorum ortalaması|ortalama yorum sayısı|平均评论量|コメント平均|평균 댓글 수|
        평균 댓글수|댓글 평균|متوسط عدد التعليقات|معدل التعليقات|purata komen|rata rata komen|gemiddeld aantal reacties|
        gemiddelde opmerkingen|commenti per post|comentarios medios|média comentários|moyenne des commentaires|
        nombre moyen de commentaires|kommentare durchschnittlich|durchschnitt kommentare|средние комментарии|
        среднее число комментариев""",
    "avg_views": """avg views|average views|views avg|avg view|mean views|median views|views average|views per post|
        views per video|avg views per video|average views per video|avgviews|avg video views|average video views|
        video views avg|avg view count|avg plays|average plays|avg reels plays|average reel views|reels avg views|
        vistas promedio|promedio de vistas|visualizaciones promedio|reproducciones promedio|média de visualizações|
        visualizações médias|moyenne de vues|vues moyennes|durchschnittliche aufrufe|ø aufrufe|ø views|views im schnitt|
        media visualizzazioni|visualizzazioni medie|gemiddelde weergaven|średnia wyświetleń|ortalama izlenme|
        средние просмотры|среднее просмотров|平均播放量|平均播放|平均观看|平均再生数|平均再生回数|평균 조회수|متوسط المشاهدات|
        rata rata tayangan|lượt xem trung bình|stats avg views|
        promedio de visualizaciones|promedio de reproducciones|visualizaciones medias|vistas medias|
        średnia liczba wyświetleń|średnio wyświetleń|izlenme ortalaması|ortalama görüntülenme|ortalama görüntüleme|
        平均观看量|平均观看数|平均浏览量|平均视图|平均視聴回数|再生数平均|평균 조회 수|조회수 평균|평균 재생수|متوسط عدد المشاهدات|معدل المشاهدات|
        purata tontonan|rata rata penonton|rata rata views|rata rata dilihat|gemiddeld aantal weergaven|
        views gemiddeld|media views|views medie|média de views|média visualizações|moyenne des vues|
        nombre moyen de vues|aufrufe durchschnittlich|durchschnitt aufrufe|durchschnittliche views|
        среднее число просмотров""",
    "avg_shares": """avg shares|average shares|shares avg|avg share|mean shares|median shares|shares average|shares per post|
        avgshares|compartidos promedio|média de compartilhamentos|partages moyens|durchschnittliche shares|
        condivisioni medie|平均分享|平均转发|평균 공유|rata rata bagikan|chia sẻ trung bình|
        promedio de compartidos|compartidos medios|moyenne de partages|nombre moyen de partages|media condivisioni|
        gemiddeld gedeeld|gemiddeld aantal keer gedeeld|średnia liczba udostępnień|średnio udostępnień|
        ortalama paylaşım|paylaşım ortalaması|平均分享数|平均转发数|平均シェア数|シェア平均|공유 평균|평균 공유 수|متوسط المشاركات|
        rata rata dibagikan|rata rata share|purata kongsi|média de partilhas|compartilhamentos médios|
        durchschnittlich geteilt|среднее число репостов|средние репосты""",
    "avg_engagement": """avg engagement|average engagement|engagement avg|engagement average|avg engagements|
        average engagements|engagements avg|engagements|avg interactions|average interactions|interactions per post|
        eng avg|mean engagement|avg engagement per post|avgengagements|interacciones promedio|média de interações|
        interactions moyennes|durchschnittliche interaktionen|平均互动|평균 참여|
        gemiddelde interacties|średnia liczba interakcji|ortalama etkileşim|平均互动量|平均エンゲージメント|متوسط التفاعل|
        rata rata interaksi|interazioni medie|promedio de interacciones|média de engajamento|
        moyenne d interactions|средняя вовлеченность""",
}
