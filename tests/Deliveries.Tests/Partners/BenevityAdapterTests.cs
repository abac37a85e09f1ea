using System.Text;
using System.Text.Json;
using Shouldly;
using Steward.Deliveries;
using Steward.Deliveries.Partners;
using Steward.Deliveries.Runs;
using Steward.Jobs.Cron;
using Xunit;

namespace Deliveries.Tests.Partners;

[Trait("Requirement", "T001")]
public sealed class BenevityAdapterTests
{
    private static readonly DateTime At = new(2025, 12, 1, 0, 0, 3, 250, DateTimeKind.Utc);
    private static readonly PartnerMetrics Metrics = new(150, 45, 320.506, 7.8, 30, 88, 0.6666666, 4.25, null);

    private static readonly BenevityOptions Options = new()
    {
        BaseUrl = "https://partner.example/", ApiKey = "key-1", OrganizationId = "org-1", ProgramName = "Buddies", Secret = "Jefe",
    };

    [Fact]
    public void The_body_has_the_members_that_Benevity_expects() =>
        Partner().Render(Report(Metrics), At).ShouldBe(
            """
            {"organizationId":"org-1","programId":"teei-integration","reportingPeriod":{"startDate":"2025-11-01","endDate":"2025-11-30"},"metrics":[
            {"metricType":"volunteer_hours","metricValue":320.51,"metricUnit":"hours","description":"Hours volunteered"},
            {"metricType":"participant_count","metricValue":45,"metricUnit":"count","description":"Active participants"},
            {"metricType":"program_participation","metricValue":88,"metricUnit":"count","description":"Sessions held"},
            {"metricType":"outcome_score","metricValue":0.667,"metricUnit":"score","category":"integration","description":"Average integration score, 0 to 1"},
            {"metricType":"outcome_score","metricValue":4.25,"metricUnit":"level","category":"language","description":"Average language level, 0 to 10"}
            ],"programName":"Buddies","timestamp":"2025-12-01T00:00:03Z"}
            """.Replace("\n", ""));

    [Fact]
    public void What_was_not_measured_is_left_out_and_not_sent_as_zero()
    {
        var body = JsonDocument.Parse(Partner().Render(Report(Metrics with { AvgIntegrationScore = null, AvgLanguageLevel = null }), At));
        body.RootElement.GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("metricType").GetString()).ShouldNotContain("outcome_score");
    }

    [Fact]
    public void The_hash_ignores_the_time_of_making_and_nothing_else()
    {
        var hash = Partner().HashOf(Report(Metrics));
        hash.ShouldMatch("^[0-9a-f]{64}$");
        Partner().HashOf(Report(Metrics)).ShouldBe(hash);
        Partner().HashOf(Report(Metrics with { AvgLanguageLevel = 4.26 })).ShouldNotBe(hash);
        Partner().HashOf(new PartnerReport(Metrics, Period("2026-01-01"))).ShouldNotBe(hash);
    }

    [Fact]
    public void The_signature_is_HMAC_SHA256_in_hex() =>
        // RFC 4231, test case 2.
        BenevityAdapter.Sign("Jefe", "what do ya want for nothing?"u8).ShouldBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

    [Fact]
    public void A_request_carries_key_version_idempotency_key_and_the_signature_of_its_raw_body()
    {
        var body = Encoding.UTF8.GetBytes(Partner().Render(Report(Metrics), At));
        var delivery = Guid.CreateVersion7();
        using var request = new HttpRequestMessage(HttpMethod.Post, Partner().Destination);
        Partner().Dress(request, delivery, body);
        request.RequestUri.ShouldBe(new Uri("https://partner.example/v1/impact"));
        request.Headers.Authorization!.ToString().ShouldBe("Bearer key-1");
        request.Headers.GetValues("X-API-Version").ShouldBe(["1.0"]);
        request.Headers.GetValues("X-Idempotency-Key").ShouldBe([delivery.ToString()]);
        request.Headers.GetValues("X-Benevity-Signature").ShouldBe([BenevityAdapter.Sign("Jefe", body)]);
    }

    [Fact]
    public void Missing_settings_are_named()
    {
        var partner = BenevityAdapter.From(new BenevityOptions());
        partner.Destination.ShouldBeNull();
        partner.Missing.ShouldBe(["Deliveries:Benevity:BaseUrl", "Deliveries:Benevity:ApiKey", "Deliveries:Benevity:OrganizationId"]);
        ReportFaults.Of(partner).Where(f => f.Blocks).Select(f => f.Detail).ShouldBe(
            ["Deliveries:Benevity:BaseUrl is not set.", "Deliveries:Benevity:ApiKey is not set.", "Deliveries:Benevity:OrganizationId is not set."]);
        ReportFaults.Of(Partner()).ShouldBeEmpty();
    }

    [Fact]
    public void Impossible_figures_block_a_report_and_unlikely_ones_do_not()
    {
        ReportFaults.Of(Metrics).ShouldBeEmpty();
        ReportFaults.Of(Metrics with { ImpactScore = 10.1 }).ShouldHaveSingleItem().ShouldBe(
            new ReportFault("impactScore is 10.1; it must be from 0 to 10.", true));
        ReportFaults.Of(Metrics with { TotalHoursVolunteered = double.NaN }).ShouldContain(f => f.Blocks);
        ReportFaults.Of(Metrics with { SessionsCount = -1 }).ShouldContain(f => f.Blocks);
        ReportFaults.Of(Metrics with { ActiveParticipants = 0 }).ShouldHaveSingleItem().Blocks.ShouldBeFalse();
        ReportFaults.Of(Metrics with { TotalEmployees = 10 }).ShouldHaveSingleItem().Blocks.ShouldBeFalse();
    }

    private static Partner Partner() => BenevityAdapter.From(Options);

    private static PartnerReport Report(PartnerMetrics metrics) => new(metrics, Period("2025-12-01"));

    private static DeliveryPeriod Period(string run) =>
        DeliveryPeriod.Of(CronSchedule.Parse("0 0 1 * *"), DateTime.SpecifyKind(DateTime.Parse(run), DateTimeKind.Utc));
}
