using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Safety;

/// <summary>Thresholds of a tenant: tried on the past before they hold.</summary>
public sealed class ThresholdsOfTenants
{
    [Theory, OnBothDatabases, Trait("Requirement", "T110")]
    public async Task Thresholds_are_as_shipped_until_a_tenant_sets_its_own(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var shipped = await company.AskAsync("thresholds");
        (shipped.Number("version"), shipped.GetProperty("low").GetDouble(), shipped.GetProperty("medium").GetDouble(), shipped.GetProperty("high").GetDouble()).ShouldBe((0, .3, .6, .9));
        (await company.ScreenAsync("c", Flagged.Mild)).GetProperty("safe").GetBoolean().ShouldBeFalse();

        (await SetAsync(company, new { medium = .65, reason = "Mild words are fine here.", missed = 0 })).GetProperty("thresholds").Number("version").ShouldBe(1);
        (await company.ScreenAsync("d", Flagged.Mild)).GetProperty("safe").GetBoolean().ShouldBeTrue();
        (await company.ScreenAsync("e", Flagged.Strong)).GetProperty("safe").GetBoolean().ShouldBeFalse();
        (await (await Company.AtAsync(company.Server)).ScreenAsync("d", Flagged.Mild)).GetProperty("safe").GetBoolean().ShouldBeFalse("another tenant's are its own");
        await SetAsync(company, new { medium = .5, reason = "Too lax." });
        var versions = (await company.AskAsync("thresholds/versions")).GetProperty("versions");
        versions.EnumerateArray().Select(v => (v.Number("version"), v.GetProperty("medium").GetDouble(), v.Text("reason"))).ShouldBe([(2, .5, "Too lax."), (1, .65, "Mild words are fine here.")]);
        (await company.GetAsync(Service.Platform, "/v1/audit?action=thresholds.set")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T030")]
    public async Task Change_after_which_somebody_sees_less_says_what_it_would_have_missed_and_needs_that_number(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await company.DoAsync($"queue/{(await company.FlagAsync("a", Flagged.Mild)).Item}/review", new { notes = "Meant badly.", uphold = true });
        var missed = (await company.AskAsync("queue?status=reviewed")).GetProperty("items")[0].GetProperty("queueItem").Text("id");
        await company.DoAsync($"queue/{(await company.FlagAsync("b", Flagged.Mild)).Item}/dismiss");
        await company.DoAsync($"queue/{(await company.FlagAsync("c", Flagged.Mild)).Item}/review");
        await company.DoAsync($"queue/{(await company.FlagAsync("d")).Item}/review", new { uphold = true });

        var wish = new { medium = .7, reason = "The queue is too long.", dryRun = true };
        var effect = (await SetAsync(company, wish)).GetProperty("effect");
        (effect.Number("examined"), effect.Number("heldBefore"), effect.Number("heldAfter"), effect.Number("missed"), effect.Number("spared")).ShouldBe((4, 4, 1, 1, 2));
        effect.GetProperty("missedItems")[0].GetString().ShouldBe(missed);
        var rate = effect.GetProperty("missRate");
        (rate.Number("count"), rate.Number("of"), rate.GetProperty("mean").GetDouble()).ShouldBe((1, 3, .4));
        // Beta(2, 3): R's qbeta(c(.025, .975), 2, 3) is 0.06758599 and 0.8058796.
        (rate.GetProperty("low").GetDouble(), rate.GetProperty("high").GetDouble()).ShouldBe((.068, .806));
        (await company.AskAsync("thresholds")).Number("version").ShouldBe(0, "nothing was changed");
        var refused = await SetAsync(company, new { medium = .7, reason = "Unseen." }, HttpStatusCode.Conflict);
        (refused.Text("code"), refused.GetProperty("effect").Number("missed")).ShouldBe(("not_simulated", 1));
        await SetAsync(company, new { medium = .7, reason = "Seen.", missed = 1 });
        foreach (var (pointer, body) in new (string, object)[]
        {
            ("/medium", new { low = .7, medium = .6, reason = "x" }), ("/high", new { high = 1.1, reason = "x" }), ("/reason", new { medium = .7 }),
            ("/autoDismissBelow", new { autoDismissBelow = .95, reason = "x" }), ("/days", new { reason = "x", days = 0 }),
        })
            (await SetAsync(company, body, HttpStatusCode.BadRequest)).GetProperty("errors")[0].Text("pointer").ShouldBe(pointer);
        await SetAsync(await company.AsAsync("reviewer"), wish, HttpStatusCode.Forbidden);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T030")]
    public async Task Little_confidence_is_dismissed_at_once_where_a_tenant_wishes_so_but_never_what_may_be_toxic(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Settings = ["Safety:SecondOpinionShare=0"] });
        var company = await Company.AtAsync(server);
        (await SetAsync(company, new { autoDismissBelow = .9, reason = "Only what is sure.", dryRun = true })).GetProperty("effect").Number("dismissedUnseen").ShouldBe(0);
        await SetAsync(company, new { autoDismissBelow = .9, reason = "Only what is sure.", missed = 0 });
        var (_, item) = await company.FlagAsync("a");
        await company.ScreenAsync("b", "I will kill you and your family.");

        var queue = (await company.AskAsync("queue")).GetProperty("items").EnumerateArray().ToList();
        queue.ShouldHaveSingleItem().GetProperty("flag").Text("contentId").ShouldBe("b");
        var dismissed = (await company.AskAsync("queue?status=dismissed")).GetProperty("items")[0].GetProperty("queueItem");
        (dismissed.Text("id"), dismissed.Text("reviewedBy")).ShouldBe((item, "system"));
        (await company.AskAsync($"queue/{item}/history")).GetProperty("events")[0].Text("actor").ShouldBe("system");
        await company.DoAsync($"queue/{item}/undo");
        (await company.AskAsync("queue")).Number("count").ShouldBe(2);
        (await company.GetAsync(Service.Platform, "/v1/audit?action=flag.dismissed")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T030")]
    public async Task Of_what_would_be_dismissed_unseen_the_drawn_share_is_seen_all_the_same(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Settings = ["Safety:SecondOpinionShare=1"] });
        var company = await Company.AtAsync(server);
        await SetAsync(company, new { autoDismissBelow = .9, reason = "Only what is sure.", missed = 0 });
        await company.FlagAsync("a");
        (await company.AskAsync("queue")).Number("count").ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Text_that_was_let_through_and_is_held_by_new_thresholds_waits_for_a_person(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await SetAsync(company, new { medium = .7, reason = "Lax.", missed = 0 });
        (await company.ScreenAsync("c", Flagged.Mild)).GetProperty("safe").GetBoolean().ShouldBeTrue();
        await SetAsync(company, new { medium = .6, reason = "Strict." });
        (await company.ScreenAsync("c", Flagged.Mild)).GetProperty("safe").GetBoolean().ShouldBeFalse();
        (await company.AskAsync("queue")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("flag").Text("contentId").ShouldBe("c");
    }

    [Theory, OnBothDatabases]
    public async Task Who_changes_thresholds_that_somebody_else_changed_meanwhile_is_told(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var body = new { medium = .55, reason = "Stricter." };
        (await company.SendAsync(HttpMethod.Put, Service.Safety, "/v1/safety/thresholds", body, ("If-Match", "\"0\""))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await company.SendAsync(HttpMethod.Put, Service.Safety, "/v1/safety/thresholds", body, ("If-Match", "\"0\""))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    private static Task<JsonElement> SetAsync(Company company, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        company.PutAsync(Service.Safety, "/v1/safety/thresholds", body, expected);
}
