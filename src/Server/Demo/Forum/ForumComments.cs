namespace Steward.Server.Demo.Forum;

/// <summary>A comment in the simulated forum.</summary>
/// <param name="Id">The same in every run, so that a second one doubles nothing.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Text">The words.</param>
internal sealed record ForumComment(string Id, string Author, string Text);

/// <summary>An evening in a forum: mostly kind, some of it not. All of it is made up.</summary>
internal static class ForumComments
{
    /// <summary>The comments, oldest first.</summary>
    public static readonly IReadOnlyList<ForumComment> All =
    [
        Of(1, "amira", "Thank you for the workshop on Tuesday, the part about interviews was what I needed."),
        Of(2, "jonas", "Does anybody know whether the library is open on Sunday?"),
        Of(3, "petra", "We are looking for two more people for the football group. No experience needed."),
        Of(4, "klaus", "FUCK this shit, the bus was late again and nobody tells you anything, you bastards"),
        Of(5, "mei", "I passed the language test! It took three attempts, so do not give up."),
        Of(6, "sam", "What a lovely evening that was, thank you all."),
        Of(7, "promo-4711", "EARN $5000 A WEEK FROM HOME!!! Click here: http://win.example http://cash.example http://rich.example http://now.example"),
        Of(8, "lena", "My mentor helped me rewrite my CV in an hour. I would recommend the programme to everybody."),
        Of(9, "boris", "I will kill you and your family if you come to the meeting again"),
        Of(10, "amira", "The coffee was cold but the people were warm."),
        Of(11, "dina", "You can call me at +47 912 34 567 about the bicycle, it is still for sale."),
        Of(12, "omar", "Is there a form for changing the group? I could not find it."),
        Of(13, "klaus", "THIS IS SO LOUD AND THERE ARE SO MANY CAPITALS IN HERE TODAY"),
        Of(14, "ines", "I applied for the assistant job and they want to see me on Monday. Wish me luck!"),
        Of(15, "troll-9", "You are a stupid idiot and everybody here hates you"),
        Of(16, "jonas", "The skill exchange was great, I learnt to repair a tyre."),
        Of(17, "rosa", "Sometimes I think it would be better if I was not here any more. I want to kill myself."),
        Of(18, "petra", "The grass in the park was cut, so we can play again on Thursday."),
        Of(19, "troll-9", "Go back to where you came from, people like you are vermin"),
        Of(20, "sam", "That damn printer ate my application twice."),
        Of(21, "mei", "Could we have the next session in the afternoon? My children are at school then."),
        Of(22, "promo-4711", "Free followers for @anna @ben @carl @dora #win #free #now #cash #gift #today"),
        Of(23, "omar", "Found it, thank you! The form is behind the second door on the left."),
        Of(24, "lena", "See you all next week."),
    ];

    private static ForumComment Of(int number, string author, string text) => new($"demo-{number:00}", author, text);
}
