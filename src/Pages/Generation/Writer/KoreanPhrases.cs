namespace Steward.Pages.Generation.Writer;

/// <summary>Framing in Korean.</summary>
internal static class KoreanPhrases
{
    public static readonly Phrases All = new()
    {
        Welcome = "환영합니다",
        Subtitle = "찾아 주셔서 반갑습니다. 천천히 둘러보세요.",
        Intro = "중요한 내용을 이곳에 모았습니다.",
        More = "더 알아보기",
        GetInTouch = "문의하기",
        Write = "이메일 보내기",
        Call = "전화하기",
        Visit = "바로 가기",
        ToTop = "맨 위로",
        InShort = "간단한 소개",
        Points = "이런 점을 기대하세요",
        Figures = "숫자로 보기",
        Prices = "가격",
        Price = "요금",
        Questions = "자주 묻는 질문",
        About = "{0} 소개",
        StepsTitle = "다음 단계",
        Steps =
        [
            new("둘러보기", "편한 속도로 읽어 보세요."),
            new("물어보기", "작은 질문도 괜찮습니다."),
            new("결정하기", "서두르지 않으셔도 됩니다."),
        ],
        AboutSections =
        [
            new("우리는 누구인가", "모든 이야기는 사람에게서 시작됩니다."),
            new("우리가 하는 일", "직접 보시는 것이 가장 좋습니다."),
            new("우리가 이 일을 하는 이유", "정성을 들일 만한 일이 있기 때문입니다."),
        ],
        BlogLead = "자세히 들여다볼 만한 주제가 있습니다.",
        BlogSections =
        [
            new("어디서 시작할까", "이미 아는 것에서 시작하고, 모르는 것은 적어 두면 도움이 됩니다."),
            new("무엇을 살펴볼까", "작은 부분이 큰 말보다 많은 것을 말해 줍니다."),
            new("무엇을 가져갈까", "마음에 남는 생각 하나가 긴 목록보다 낫습니다."),
        ],
        BlogClosing = new("마치며", "읽어 주셔서 감사합니다."),
        Contact = new("이야기 나눠요", "짧은 메시지 하나면 충분합니다."),
        Farewell = new("또 만나요", "방문해 주셔서 감사합니다."),
    };
}
