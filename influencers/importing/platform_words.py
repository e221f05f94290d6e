# ruff: noqa: E501 - word lists read best as they are
"""What people call the platforms, in fourteen languages and more. Data only; words are as `platform_of_words` folds them."""

_NAMES = {
    "instagram": """instagram|insta|ig|instagrammer|instagramer|инстаграм|инстаграмм|инста|インスタグラム|インスタ|인스타그램|인스타|照片墙|انستغرام|
        إنستغرام|انستجرام|إنستجرام|انستقرام|إنستقرام|انستا|انستگرام|ig reels|instagram reels""",
    "tiktok": """tiktok|tik tok|tiktoker|tiktokers|tik toker|tt|тикток|тик ток|抖音|海外抖音|抖音国际版|틱톡|ティックトック|douyin|تيك توك|تيكتوك|
        التيك توك""",
    "youtube": """youtube|you tube|youtuber|you tuber|you tubers|youtubers|yt|yt shorts|youtube shorts|ютуб|ютьюб|ютюб|油管|유튜브|ユーチューブ|يوتيوب|
        اليوتيوب""",
    "bluesky": "bluesky|bsky|blue sky|ブルースカイ|블루스카이|بلوسكاي",
    "mastodon": "mastodon|fediverse|マストドン|마스토돈|ماستودون",
    "x": "twitter|x|x twitter|twitter x|x com|推特|ツイッター|旧twitter|트위터|엑스|تويتر|إكس|اكس|твиттер",
    "threads": "threads|スレッズ|스레드|쓰레드|ثريدز",
    "twitch": "twitch|twitch tv|ツイッチ|트위치|تويتش|твич",
    "facebook": "facebook|fb|face book|脸书|脸谱|臉書|フェイスブック|페이스북|فيسبوك|فيس بوك|الفيسبوك|фейсбук",
    "pinterest": "pinterest|ピンタレスト|ピンタレ|핀터레스트|بينترست|بنترست|пинтерест",
    "snapchat": "snapchat|snap|snap chat|スナップチャット|스냅챗|سناب شات|سنابشات|سناب|снапчат|色拉布",
    "linkedin": "linkedin|linked in|领英|領英|リンクトイン|링크드인|لينكد إن|لينكدإن|لينكد ان|لينكدان|линкедин",
}
PLATFORM_WORDS = {
    " ".join(word.split()): platform for platform, words in _NAMES.items() for word in words.split("|")
}
"""{word or phrase: platform}."""
