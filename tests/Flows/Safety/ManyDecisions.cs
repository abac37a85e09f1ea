using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Safety;

/// <summary>One decision about many items.</summary>
public sealed class ManyDecisions
{
    [Theory, OnBothDatabases, Trait("Requirement", "T030")]
    public async Task Filter_is_counted_first_and_decided_only_while_the_count_holds(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        for (var i = 0; i < 3; i++) await company.FlagAsync($"mild-{i}", Flagged.Mild);
        await company.FlagAsync("strong");
        var filter = new { confidenceBelow = .7, reason = "profanity" };

        (await company.DoAsync("queue/bulk", new { action = "dismiss", filter, reason = "Mild.", dryRun = true })).Number("matched").ShouldBe(3);
        await company.FlagAsync("mild-3", Flagged.Mild);
        (await company.RefusedAsync("queue/bulk", new { action = "dismiss", filter, reason = "Mild.", expected = 3 })).ShouldBe("count_changed");
        var done = await company.DoAsync("queue/bulk", new { action = "dismiss", filter, reason = "Mild.", expected = 4 });
        (done.Number("done"), done.Number("remaining")).ShouldBe((4, 0));
        (await company.AskAsync("queue")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("flag").Text("contentId").ShouldBe("strong");
        (await company.AskAsync("queue?status=dismissed")).GetProperty("items").EnumerateArray().ShouldAllBe(i => i.GetProperty("queueItem").Text("reviewerNotes") == "Mild.");
        (await company.GetAsync(Service.Platform, "/v1/audit?action=review.bulk")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task What_another_reviewer_has_before_him_is_left_to_him_and_other_tenants_items_are_not_there(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var stranger = await Company.AtAsync(company.Server);
        var items = new List<string>();
        for (var i = 0; i < 3; i++) items.Add((await company.FlagAsync($"c-{i}")).Item);
        await (await company.AsAsync("reviewer")).DoAsync($"queue/{items[0]}/lease");

        (await stranger.DoAsync("queue/bulk", new { action = "dismiss", ids = items, reason = "Mine." })).Number("matched").ShouldBe(0);
        var done = await company.DoAsync("queue/bulk", new { action = "approve", ids = items, reason = "Fine." });
        (done.Number("matched"), done.Number("done"), done.GetProperty("skipped").Number("leased")).ShouldBe((3, 2, 1));
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_bulk_requests_name_what_is_wrong(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        foreach (var (pointer, body) in new (string, object)[]
        {
            ("/action", new { action = "delete", ids = new[] { "a" }, reason = "x" }), ("/reason", new { action = "dismiss", ids = new[] { "a" } }),
            ("/ids", new { action = "dismiss", reason = "x" }), ("/ids", new { action = "dismiss", reason = "x", ids = Enumerable.Range(0, 501).Select(i => $"{i}") }),
            ("/expected", new { action = "dismiss", reason = "x", filter = new { } }), ("/filter/status", new { action = "dismiss", reason = "x", expected = 0, filter = new { status = "reviewed" } }),
        })
            (await company.DoAsync("queue/bulk", body, HttpStatusCode.BadRequest)).GetProperty("errors")[0].Text("pointer").ShouldBe(pointer);
    }
}
