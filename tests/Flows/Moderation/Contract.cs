using System.Net;
using System.Text.Json;
using Steward.Moderation;
using Steward.Platform.Http;

namespace Flows.Moderation;

/// <summary>The API as its contract prints it.</summary>
public sealed class Contract
{
    [Theory, OnBothDatabases]
    public async Task Verdict_has_the_members_that_the_contract_names(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var said = await company.PostAsync(Service.Moderation, "/api/v1/moderate/comment", Comment("instagram", "c-1", Bot.Insult));
        foreach (var member in (string[])["comment_id", "action", "confidence", "reasoning", "suggested_action", "llm_provider", "llm_model", "analysis_time_ms"]) said.TryGetProperty(member, out _).ShouldBeTrue(member);
        foreach (var question in (string[])["profanity", "spam", "harassment", "abuse"]) said.GetProperty("reasoning").GetProperty(question).TryGetProperty("detected", out _).ShouldBeTrue(question);
        (said.GetProperty("action").GetString(), said.GetProperty("suggested_action").GetString()).ShouldBe(("hide", "hide"));
        (await company.PostAsync(Service.Moderation, "/api/v1/moderate/comment", Comment("discord", "c-1", Bot.Insult))).GetProperty("suggested_action").GetString().ShouldBe("flag");

        var batch = await company.PostAsync(Service.Moderation, "/api/v1/moderate/batch", new { comments = new[] { Comment("reddit", "b-1", Bot.Harmless), Comment("reddit", "b-2", Bot.Threat) } });
        batch.GetProperty("total_processed").GetInt32().ShouldBe(2);
        batch.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("action").GetString()).ShouldBe(["approve", "delete"]);
        var status = await company.GetAsync(Service.Moderation, "/api/v1/moderate/status/b-2");
        (status.GetProperty("comment_id").GetString(), status.GetProperty("current_status").GetString(), status.GetProperty("original_action").GetString()).ShouldBe(("b-2", "flagged", "delete"));
        status.GetProperty("history").EnumerateArray().Select(h => h.GetProperty("action").GetString()).ShouldBe(["received", "delete"]);
    }

    [Theory, OnBothDatabases]
    public async Task Errors_are_objects_with_code_message_and_details(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        string Code(JsonElement problem) => problem.GetProperty("error").GetProperty("code").GetString()!;
        Code(await company.PostAsync(Service.Moderation, "/api/v1/moderate/comment", Comment("myspace", "c", "Hi"), HttpStatusCode.BadRequest)).ShouldBe("INVALID_PLATFORM");
        Code(await company.GetAsync(Service.Moderation, "/api/v1/moderate/status/nobodys", HttpStatusCode.NotFound)).ShouldBe("INVALID_COMMENT");
        Code(await company.With("ck_live_0123456789abcdef").GetAsync(Service.Moderation, "/api/v1/platforms", HttpStatusCode.Unauthorized)).ShouldBe("INVALID_TOKEN");
        var wrong = await company.PostAsync(Service.Moderation, "/api/v1/moderate/comment", new { platform = "reddit" }, HttpStatusCode.BadRequest);
        wrong.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()).ShouldBe(["/comment_id", "/comment_text", "/user_id"]);
        wrong.GetProperty("error").GetProperty("details").GetArrayLength().ShouldBe(3);
        wrong.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("/comment_text");
    }

    [Theory, OnBothDatabases]
    public async Task Comments_are_paged_as_the_contract_has_it(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        for (var i = 0; i < 5; i++) await company.PostAsync(Service.Moderation, "/api/v1/moderate/comment", Comment("reddit", $"c-{i}", $"Number {i} of a harmless list"));
        var first = await company.GetAsync(Service.Moderation, "/api/v1/comments?page_size=2");
        first.GetProperty("pagination").GetRawText().ShouldStartWith("""{"page":1,"page_size":2,"total_count":5,"total_pages":3,"has_next":true,"next_cursor":""");
        var (seen, page) = (new List<string>(), first);
        while (true)
        {
            seen.AddRange(page.GetProperty("comments").EnumerateArray().Select(c => c.GetProperty("comment_id").GetString()!));
            if (!page.GetProperty("pagination").GetProperty("has_next").GetBoolean()) break;
            page = await company.GetAsync(Service.Moderation, $"/api/v1/comments?page_size=2&cursor={page.GetProperty("pagination").GetProperty("next_cursor").GetString()}");
        }

        seen.ShouldBe(["c-4", "c-3", "c-2", "c-1", "c-0"]);
        (await company.GetAsync(Service.Moderation, "/api/v1/comments?page=3&page_size=2")).GetProperty("comments")[0].GetProperty("comment_id").GetString().ShouldBe("c-0");
        await company.GetAsync(Service.Moderation, "/api/v1/comments?page_size=201", HttpStatusCode.BadRequest);
        await company.GetAsync(Service.Moderation, "/api/v1/comments?status=nonsense", HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task Sign_in_at_a_platform_holds_once_and_for_whom_it_was_begun(Database on)
    {
        await using var bot = await Bot.OnAsync(on, "reddit");
        bot.Platform.Fresh = "a-fresh-token";
        var body = new { platform = "reddit", connection_id = bot.Connection, redirect_uri = "https://app.example.org/back" };
        var begun = await bot.PostAsync("/auth/authorize", body);
        begun.GetProperty("authorization_url").GetString()!.ShouldStartWith("https://www.reddit.com/api/v1/authorize?");
        begun.GetProperty("authorization_url").GetString()!.ShouldContain("client_id=client-1");
        var state = begun.GetProperty("state").GetString();
        var colleague = await bot.Company.AsAsync("admin");
        await colleague.PostAsync(Service.Moderation, "/api/v1/auth/token", new { code = "code-1", state }, HttpStatusCode.BadRequest);
        (await bot.PostAsync("/auth/token", new { code = "code-1", state })).GetProperty("status").GetString().ShouldBe("connected");
        await bot.PostAsync("/auth/token", new { code = "code-1", state }, HttpStatusCode.BadRequest);
        (await bot.PostAsync($"/connections/{bot.Connection}/test", new { })).GetProperty("success").GetBoolean().ShouldBeTrue();
        await bot.PostAsync("/auth/authorize", new { platform = "webhook", connection_id = bot.Connection, redirect_uri = "https://a.example.org" }, HttpStatusCode.BadRequest);
        await bot.PostAsync("/auth/authorize", new { platform = "youtube", connection_id = bot.Connection, redirect_uri = "https://a.example.org" }, HttpStatusCode.NotFound);
        (await bot.Company.RowsAsync<SignInState>()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Account_that_is_signed_out_has_no_token_here_and_says_whether_the_platform_revoked_it(Database on)
    {
        await using var bot = await Bot.OnAsync(on, "reddit");
        var done = await bot.PostAsync("/auth/logout", new { connection_id = bot.Connection });
        (done.GetProperty("status").GetString(), done.GetProperty("revoked").GetBoolean(), done.TryGetProperty("trouble", out _)).ShouldBe(("signing_in", true, false));
        // The refresh token: with it goes what it gave.
        bot.Platform.Revoked.ShouldBe(["again"]);
        await bot.PostAsync("/auth/refresh", new { connection_id = bot.Connection }, HttpStatusCode.Conflict);
        (await bot.PostAsync("/reddit/test", new { })).GetProperty("success").GetBoolean().ShouldBeFalse();
        // It can sign in again.
        var begun = await bot.PostAsync("/auth/authorize", new { platform = "reddit", connection_id = bot.Connection, redirect_uri = "https://app.example.org/back" });
        await bot.PostAsync("/auth/token", new { code = "code-1", state = begun.GetProperty("state").GetString() });
        (await bot.PostAsync("/reddit/test", new { connection_id = bot.Connection })).GetProperty("success").GetBoolean().ShouldBeTrue();

        bot.Platform.Default = Behaviour.Status(503);
        (await bot.PostAsync("/auth/logout", new { connection_id = bot.Connection })).GetProperty("trouble").GetString().ShouldBe("The platform answered 503; the token may still hold there.");
        await using var instagram = await Bot.OnAsync(on, "instagram");
        (await instagram.PostAsync("/auth/logout", new { connection_id = instagram.Connection })).GetProperty("revoked").GetBoolean().ShouldBeFalse();
        await using var own = await Bot.OnAsync(on);
        await own.PostAsync("/auth/logout", new { connection_id = own.Connection }, HttpStatusCode.Conflict);
        await own.PostAsync("/auth/logout", new { connection_id = bot.Connection }, HttpStatusCode.NotFound);
        await own.PostAsync("/webhook/test", new { connection_id = bot.Connection }, HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Health_answers_under_the_names_of_the_contract(Database on)
    {
        using var client = (await Servers.On(on)).Client(Service.Moderation);
        foreach (var path in (string[])["/health", "/health/db", "/health/redis", "/api/v1/health", "/api/v1/health/database", "/api/v1/health/cache", "/api/v1/status"])
            JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(path, TestContext.Current.CancellationToken)).GetProperty("status").GetString().ShouldBe("healthy", path);
        JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync("/health/db", TestContext.Current.CancellationToken)).GetProperty("checks").EnumerateObject().Select(c => c.Name).ShouldBe(["database"]);
    }

    [Theory, OnBothDatabases]
    public async Task Matrix_says_for_every_platform_what_it_can_and_cannot_do(Database on)
    {
        var platforms = (await (await Company.AtAsync(await Servers.On(on))).GetAsync(Service.Moderation, "/api/v1/platforms")).GetProperty("platforms").EnumerateArray().ToList();
        platforms.Select(p => p.GetProperty("name").GetString()).ShouldBe(["instagram", "tiktok", "youtube", "reddit", "discord", "webhook"]);
        foreach (var platform in platforms)
            (platform.GetProperty("actions").EnumerateObject().Count() + platform.GetProperty("unsupported").GetArrayLength()).ShouldBe(7);
        platforms[0].GetProperty("limits").GetRawText().ShouldBe("""{"per_minute":200,"per_hour":4800,"burst":10}""");
        platforms[4].GetProperty("unsupported").EnumerateArray().Select(a => a.GetString()).ShouldBe(["allow", "hide"]);
    }

    [Theory, OnBothDatabases]
    public async Task In_production_a_platforms_address_is_none_of_this_machine(Database on)
    {
        await using var platform = await SocialSimulator.StartAsync("webhook");
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Production = true });
        var company = await Company.AtAsync(server);
        var account = new { account = "a", base_url = $"https://127.0.0.1:{platform.BaseAddress.Port}", webhook_secret = Bot.Secret };
        var connection = (await company.PostAsync(Service.Moderation, "/api/v1/webhook/connect", account)).GetProperty("id").GetString();
        (await company.PostAsync(Service.Moderation, $"/api/v1/connections/{connection}/test", new { })).GetProperty("trouble").GetString()
            .ShouldBe("The address is private or reserved; see Moderation:AllowPrivateAddresses.");
        await company.PostAsync(Service.Moderation, "/api/v1/webhook/connect", new { account = "a", base_url = "http://forum.example.org", webhook_secret = Bot.Secret }, HttpStatusCode.BadRequest);
        platform.Calls.ShouldBeEmpty();
    }

    private static object Comment(string platform, string id, string text) => new { platform, comment_id = id, comment_text = text, user_id = "u-" + id, user_username = "somebody" };
}
