using System.Net;
using System.Reflection;
using Flows.Safety;
using Steward.Gateway;
using Steward.Impact;
using Steward.Moderation;
using Steward.Pages;
using Steward.Platform.Http;
using Steward.Safety;

namespace Flows;

/// <summary>Every task that is given to a model, by its own front door: what screening holds never gets there.</summary>
public sealed class EveryTask(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private static readonly Dictionary<string, (Service At, string Path, Func<string, object> Body)> Doors = new()
    {
        ["q2q.classify"] = (Service.Q2Q, "/v1/q2q/classify/batch", text => new { texts = new[] { text } }),
        ["pages.generate"] = (Service.Pages, "/api/ai/generate", text => new { prompt = text, provider = "openai" }),
        ["moderation.judge"] = (Service.Moderation, "/api/v1/moderate/comment",
            text => new { platform = "webhook", comment_id = Guid.NewGuid().ToString(), comment_text = text, user_id = Guid.NewGuid().ToString() }),
        ["safety.judge"] = (Service.Safety, "/screen/text", text => new { contentId = Guid.NewGuid().ToString(), contentType = "comment", text }),
    };

    public static TheoryData<Database, string> Tasks => OnBoth.Of(Doors.Keys);

    [Fact]
    public void No_task_is_missing_here() =>
        new[] { typeof(ImpactModule), typeof(PagesModule), typeof(ModerationModule), typeof(SafetyModule), typeof(GatewayModule) }.SelectMany(m => m.Assembly.GetTypes())
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => f.FieldType.IsGenericType && f.FieldType.GetGenericTypeDefinition() == typeof(AiTask<,>))
            .Select(f => (string)f.FieldType.GetProperty("Name")!.GetValue(f.GetValue(null))!).ShouldBe(Doors.Keys, ignoreOrder: true);

    [Theory, MemberData(nameof(Tasks)), Trait("Requirement", "T113")]
    public async Task Held_text_reaches_no_model_and_another_does(Database on, string task)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        await company.PutAsync(Service.Safety, "/v1/safety/thresholds", new { askJudge = true, reason = "A judge where nobody is sure." });
        var before = world.Provider.CallCount;
        world.Provider.Default = Behaviour.Reply(task.EndsWith(".judge", StringComparison.Ordinal)
            ? """{"violation":false,"severity":"low","confidence":0.9,"reasoning":"Only loud."}""" : Q2QAnswer.Confident("marigold").Json());
        // Judges are asked about what is doubtful; the others about anything that is not held.
        var loud = task.EndsWith(".judge", StringComparison.Ordinal) ? "THIS IS SO LOUD AND THERE ARE SO MANY CAPITALS IN HERE TODAY, " : "A choir of forty voices and its ";
        await AskAsync(company, task, "I will kill you and your family, snapdragon");
        await AskAsync(company, task, loud + "marigold");

        var seen = string.Concat(world.Provider.Calls.Skip(before).Select(c => c.BodyText));
        seen.ShouldContain("marigold");
        seen.ShouldNotContain("snapdragon");
    }

    // A held text is refused in each product's own way; a page that the answer does not make is none of this test's business.
    private static async Task AskAsync(Company company, string task, string text)
    {
        var (at, path, body) = Doors[task];
        using var response = await company.SendAsync(HttpMethod.Post, at, path, body(text));
        response.StatusCode.ShouldNotBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.InternalServerError);
    }
}
