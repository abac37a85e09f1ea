using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>The guides' commands, typed as printed, on a fresh development server.</summary>
public sealed class GuideCommands
{
    [Theory, OnBothDatabases, Trait("Requirement", "T064")]
    public async Task Budget_of_a_company_is_answered_as_printed(Database on)
    {
        var answer = await (await Servers.On(on)).Client(Service.Q2Q).GetFromJsonAsync<JsonElement>("/cost/budget/company-123", TestContext.Current.CancellationToken);
        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        var budget = answer.GetProperty("budget");
        budget.GetProperty("allowed").GetBoolean().ShouldBeTrue();
        budget.GetProperty("remaining").GetDecimal().ShouldBe(budget.GetProperty("budget").GetDecimal() - budget.GetProperty("spent").GetDecimal());
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T044"), Trait("Requirement", "T045")]
    public async Task Old_metrics_route_answers_like_the_new_one_and_says_that_it_is_deprecated(Database on)
    {
        var client = (await Servers.On(on)).Client(Service.Reporting);
        var old = await client.GetAsync("/metrics/company-123", TestContext.Current.CancellationToken);
        old.StatusCode.ShouldBe(HttpStatusCode.OK);
        old.Headers.GetValues("X-API-Version-Deprecated").ShouldBe(["true"]);
        old.Headers.GetValues("Link").Single().ShouldContain("</v1/metrics/company-123>; rel=\"successor-version\"");
        var current = await client.GetAsync("/v1/metrics/company-123", TestContext.Current.CancellationToken);
        current.StatusCode.ShouldBe(HttpStatusCode.OK);
        current.Headers.Contains("X-API-Version-Deprecated").ShouldBeFalse();
    }
}
