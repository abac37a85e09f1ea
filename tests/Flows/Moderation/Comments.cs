using System.Net;
using System.Text.Json;
using Steward.Moderation;
using Steward.Platform.Http;

namespace Flows.Moderation;

/// <summary>From a signed event to the action on the platform.</summary>
public sealed class Comments
{
    [Theory, OnBothDatabases]
    public async Task Harmless_comment_is_approved_and_nothing_is_done(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        (await bot.TellAsync("c-1", Bot.Harmless)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var comment = await bot.UntilJudgedAsync("c-1");

        (comment.Decision, comment.Status, comment.DueAt).ShouldBe(("approve", "approved", null));
        bot.Platform.Writes.ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Grave_comment_is_hidden_and_waits_48_hours_for_a_person(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        await bot.TellAsync("c-1", Bot.Insult);
        var comment = await bot.UntilAsync("c-1", c => c.Status == "hidden");

        (comment.Decision, comment.Severity).ShouldBe(("hide", "high"));
        (comment.DueAt!.Value - comment.ModeratedAt!.Value).ShouldBe(TimeSpan.FromHours(48));
        bot.Platform.Done.ShouldBe(["hide c-1"]);
        var shown = await bot.GetAsync($"/comments/{comment.Id}");
        shown.GetProperty("comment").GetProperty("verdict").GetProperty("violations")[0].GetProperty("rule_id").GetString().ShouldBe("system-profanity");
        shown.GetProperty("actions")[0].GetProperty("state").GetString().ShouldBe("done");
        (await bot.GetAsync("/comments?due=true")).GetProperty("pagination").GetProperty("total_count").GetInt32().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Threat_is_removed(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        await bot.TellAsync("c-1", Bot.Threat);
        var comment = await bot.UntilAsync("c-1", c => c.Status == "removed");

        (comment.Decision, comment.Severity).ShouldBe(("delete", "critical"));
        bot.Platform.Done.ShouldBe(["delete c-1"]);
    }

    [Theory, OnBothDatabases]
    public async Task Event_that_comes_twice_counts_once_and_an_edit_is_a_new_version(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        for (var i = 0; i < 3; i++) (await bot.TellAsync("c-1", Bot.Harmless, eventId: "e-1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await bot.TellAsync("c-1", Bot.Harmless, eventId: "e-2");
        (await bot.UntilJudgedAsync("c-1")).Version.ShouldBe(1);

        await bot.TellAsync("c-1", Bot.Insult, type: "comment.updated");
        var edited = await bot.UntilAsync("c-1", c => c.Status == "hidden");
        edited.Version.ShouldBe(2);
        await bot.TellAsync("c-1", "Sorry, I was upset.", type: "comment.updated");
        (await bot.UntilAsync("c-1", c => c.Version == 3 && c.Decision == "approve" && c.Status == "approved")).DueAt.ShouldBeNull();
        await bot.UntilEndedAsync("allow");
        bot.Platform.Done.ShouldBe(["hide c-1", "allow c-1"]);
        await bot.TellAsync("c-1", "", type: "comment.deleted");
        (await bot.UntilAsync("c-1", c => c.Status == "gone")).Version.ShouldBe(3);
    }

    [Theory, OnBothDatabases]
    public async Task Event_with_a_wrong_or_old_signature_is_refused(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        var body = JsonSerializer.Serialize(new { event_id = "e", event_type = "comment.created", data = new { id = "c", text = "Hi", author_id = "a" } });
        (await bot.SendAsync(body, signature: new string('0', 64))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await bot.SendAsync(body, signature: Bot.Sign(body + " "))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await bot.SendAsync(body, at: TimeProvider.System.GetUtcNow().AddSeconds(-301))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await bot.SendAsync("not json", signature: Bot.Sign("not json"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await bot.SendAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await bot.Company.RowsAsync<Comment>()).ShouldHaveSingleItem();
    }

    [Theory, OnBothDatabases]
    public async Task Repeated_and_flooding_authors_are_found_and_trusted_ones_are_not(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        string[] texts = ["Buy the new lamp today, it is cheap", "Our garden has three apple trees", "The bus to town leaves at nine", "Rain is expected this evening", "Who has seen my green umbrella"];
        for (var i = 0; i < texts.Length; i++)
        {
            await bot.TellAsync($"c-{i}", texts[i], "busy");
            await bot.UntilJudgedAsync($"c-{i}");
        }

        RulesOf(await bot.UntilJudgedAsync("c-3")).ShouldBeEmpty();
        RulesOf(await bot.UntilJudgedAsync("c-4")).ShouldBe(["system-flood"]);
        await bot.TellAsync("d-1", "Buy the new lamp today, it is cheap!", "other");
        await bot.UntilJudgedAsync("d-1");
        await bot.TellAsync("d-2", "Buy the new lamp today; it is so cheap", "other");
        RulesOf(await bot.UntilJudgedAsync("d-2")).ShouldBe(["system-repeated"]);
        await bot.PostAsync("/allow-list", new { platform = "webhook", author_id = "other" });
        await bot.TellAsync("d-3", "Buy the new lamp today it is so cheap", "other");
        RulesOf(await bot.UntilJudgedAsync("d-3")).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Author_can_be_exported_and_erased(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        await bot.TellAsync("c-1", Bot.Insult, "subject-1");
        await bot.TellAsync("c-2", Bot.Harmless, "somebody-else");
        await bot.UntilAsync("c-1", c => c.Status == "hidden");
        await bot.UntilJudgedAsync("c-2");

        var kept = await bot.GetAsync("/authors/subject-1");
        kept.GetProperty("comments")[0].GetProperty("comment").GetProperty("text").GetString().ShouldBe(Bot.Insult);
        (await Company.ReadAsync(await bot.Company.SendAsync(HttpMethod.Delete, Service.Moderation, "/api/v1/authors/subject-1"), HttpStatusCode.OK)).GetProperty("comments_erased").GetInt32().ShouldBe(1);
        await bot.GetAsync("/authors/subject-1", HttpStatusCode.NotFound);
        (await bot.Company.RowsAsync<Comment>()).ShouldHaveSingleItem().ExternalId.ShouldBe("c-2");
        (await bot.Company.RowsAsync<RuleHit>()).ShouldBeEmpty();
        (await bot.Company.RowsAsync<CommentAction>()).ShouldBeEmpty();
    }

    private static IEnumerable<string> RulesOf(Comment comment) =>
        JsonSerializer.Deserialize<JsonElement>(comment.Violations!).EnumerateArray().Select(v => v.GetProperty("ruleId").GetString()!);
}
