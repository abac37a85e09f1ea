using System.Net;
using System.Text.Json;
using Steward.Jobs.Queue;
using Steward.Moderation;
using Steward.Platform.Http;

namespace Flows.Moderation;

/// <summary>Addresses of a tenant that are told what happens to its comments.</summary>
public sealed class Webhooks
{
    [Theory, OnBothDatabases]
    public async Task Address_that_sends_the_challenge_back_is_told_of_verdicts_and_actions_signed_and_without_texts(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        await using var receiver = await WebhookReceiver.StartAsync();
        var registered = await RegisterAsync(bot, receiver);
        (registered.GetProperty("status").GetString(), registered.GetProperty("verified").GetBoolean()).ShouldBe(("active", true));
        registered.ToString().ShouldNotContain(Bot.Secret);
        await bot.TellAsync("c-1", Bot.Insult);
        var told = await TestServer.EventuallyAsync(() => Task.FromResult(receiver.Events), events => events.Count == 2);

        foreach (var call in receiver.Calls)
        {
            call.Headers["X-Signature"].ShouldBe(Bot.Sign(call.BodyText));
            long.Parse(call.Headers["X-Timestamp"]).ShouldBeInRange(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            call.Headers["Idempotency-Key"].ShouldBe(call.Json!.Value.GetProperty("event_id").GetString());
            call.BodyText.ShouldNotContain("bastards");
        }

        var events = told.Select(c => c.Json!.Value).ToDictionary(e => e.GetProperty("event_type").GetString()!);
        var (verdict, action) = (events["comment.moderated"].GetProperty("data"), events["action.executed"].GetProperty("data"));
        (events["comment.moderated"].GetProperty("platform").GetString(), verdict.GetProperty("comment_id").GetString(), verdict.GetProperty("decision").GetString()).ShouldBe(("webhook", "c-1", "hide"));
        (action.GetProperty("comment_id").GetString(), action.GetProperty("action").GetString(), action.GetProperty("outcome").GetString()).ShouldBe(("c-1", "hide", "done"));
        var shown = await TestServer.EventuallyAsync(() => bot.GetAsync($"/webhooks/{registered.GetProperty("webhook_id").GetString()}"), w => w.GetProperty("arrived_at").ValueKind == JsonValueKind.String);
        shown.GetProperty("failures").GetInt32().ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Address_that_does_not_send_the_challenge_back_is_told_nothing_until_it_does(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.IsWilling = false;
        var registered = await RegisterAsync(bot, receiver);
        (registered.GetProperty("status").GetString(), registered.GetProperty("trouble").GetString()).ShouldBe(("pending", "The challenge did not come back."));
        await bot.TellAsync("c-1", Bot.Harmless);
        await bot.UntilJudgedAsync("c-1");
        receiver.IsWilling = true;
        // The contract names the address to ask at.
        var verified = await bot.PostAsync(registered.GetProperty("verification_url").GetString()!["/api/v1".Length..], new { });
        verified.GetProperty("verified").GetBoolean().ShouldBeTrue();
        await bot.TellAsync("c-2", "Has anybody seen my green umbrella?", "author-2");
        await TestServer.EventuallyAsync(() => Task.FromResult(receiver.Events), events => events.Count > 0);

        receiver.Events.Select(CommentOf).ShouldBe(["c-2"]);
    }

    [Theory, OnBothDatabases]
    public async Task Event_that_does_not_arrive_is_sent_again_with_the_same_bytes_and_an_address_that_is_gone_is_left_alone(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        await using var receiver = await WebhookReceiver.StartAsync();
        var id = (await RegisterAsync(bot, receiver, "comment.moderated")).GetProperty("webhook_id").GetString();
        receiver.Enqueue(Behaviour.Status(503), Behaviour.LoseAnswer());
        await bot.TellAsync("c-1", Bot.Harmless);
        await TestServer.EventuallyAsync(async () =>
        {
            await HurryAsync(bot);
            return receiver.Events;
        }, events => events.Count == 3);
        receiver.Events.Select(e => e.BodyText).Distinct().ShouldHaveSingleItem();

        receiver.Default = Behaviour.Status(410);
        await bot.TellAsync("c-2", Bot.Harmless);
        var shown = await TestServer.EventuallyAsync(() => bot.GetAsync($"/webhooks/{id}"), w => w.GetProperty("status").GetString() == "suspended");
        shown.GetProperty("trouble").GetString().ShouldBe("The address answered 410.");
        await bot.TellAsync("c-3", Bot.Harmless);
        await bot.UntilJudgedAsync("c-3");
        await TestServer.EventuallyAsync(bot.Company.RowsAsync<JobRow>, jobs => !jobs.Exists(j => j.Kind == "moderation.tell-webhook"));
        (await bot.Company.RowsAsync<JobHistory>()).Count(j => j.Kind == "moderation.tell-webhook").ShouldBe(2);
        receiver.Events.Select(CommentOf).ShouldBe(["c-1", "c-1", "c-1", "c-2"]);
        (await bot.Company.Server.Client(Service.Moderation).GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("moderation_webhook_sends_total{outcome=\"failed\",platform=\"webhook\"}");
    }

    [Theory, OnBothDatabases]
    public async Task Address_hears_only_the_events_it_wants_of_its_own_tenants_comments_on_its_platform(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        await using var other = await Bot.OnAsync(on);
        await using var receiver = await WebhookReceiver.StartAsync();
        var id = (await RegisterAsync(bot, receiver, "action.executed")).GetProperty("webhook_id").GetString();
        await bot.PostAsync("/webhooks/reddit", Wish(receiver, "comment.moderated"), HttpStatusCode.Created);
        await other.TellAsync("theirs", Bot.Insult);
        await other.UntilAsync("theirs", c => c.Status == "hidden");
        await bot.TellAsync("mine", Bot.Insult);
        await TestServer.EventuallyAsync(() => Task.FromResult(receiver.Events), events => events.Count > 0);
        receiver.Events.Select(e => (CommentOf(e), e.Json!.Value.GetProperty("event_type").GetString())).ShouldBe([("mine", "action.executed")]);

        (await bot.GetAsync("/webhooks")).GetProperty("webhooks").GetArrayLength().ShouldBe(2);
        (await other.GetAsync("/webhooks")).GetProperty("webhooks").GetArrayLength().ShouldBe(0);
        (await bot.Company.SendAsync(HttpMethod.Delete, Service.Moderation, $"/api/v1/webhooks/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await bot.TellAsync("later", Bot.Insult);
        await bot.UntilAsync("later", c => c.Status == "hidden");
        receiver.Events.Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Registration_says_what_is_wrong_with_it(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        foreach (var (wish, pointer) in new (object, string)[]
        {
            (new { webhook_url = "ftp://example.org", secret = Bot.Secret }, "/webhook_url"), (new { webhook_url = "https://me:pass@example.org", secret = Bot.Secret }, "/webhook_url"),
            (new { webhook_url = "https://example.org", secret = "short" }, "/secret"), (new { webhook_url = "https://example.org", secret = Bot.Secret, events = (string[])["everything"] }, "/events"),
        })
        {
            (await company.PostAsync(Service.Moderation, "/api/v1/webhooks/instagram", wish, HttpStatusCode.BadRequest)).GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
        }

        await company.PostAsync(Service.Moderation, "/api/v1/webhooks/myspace", new { }, HttpStatusCode.NotFound);
    }

    private static object Wish(WebhookReceiver receiver, params string[] events) => new { webhook_url = receiver.Address, events = events.Length == 0 ? null : events, secret = Bot.Secret };

    private static Task<JsonElement> RegisterAsync(Bot bot, WebhookReceiver receiver, params string[] events) => bot.PostAsync("/webhooks/webhook", Wish(receiver, events), HttpStatusCode.Created);

    private static string? CommentOf(ReceivedCall call) => call.Json!.Value.GetProperty("data").GetProperty("comment_id").GetString();

    private static Task<int> HurryAsync(Bot bot) => bot.Company.ExecuteAsync(
        "UPDATE jobs_queue SET run_at = enqueued_at WHERE tenant_id = @Id AND kind = 'moderation.tell-webhook' AND state IN (1, 3) AND run_at > enqueued_at", new { bot.Company.Id });
}
