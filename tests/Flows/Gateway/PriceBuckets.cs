using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;
using TokenUsage = Steward.Gateway.TokenUsage;

namespace Flows.Gateway;

/// <summary>A call is paid by what became of each of its tokens and by how much it read, and its worst case is set aside with all of that in mind.</summary>
public sealed class PriceBuckets(ChatWorlds worlds) : IClassFixture<ChatWorlds>
{
    private const string Long = "openai/gpt-5.4";
    private static readonly PriceTable Shipped = new(TimeProvider.System);

    [Theory, OnBothDatabases, Trait("Requirement", "T142"), Trait("Requirement", "P046")]
    public async Task Request_above_a_tier_costs_the_tiers_price_as_a_whole_and_that_was_set_aside(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply("Hello.") with { Usage = new(300_000, 1_000, Cached: 100_000) };
        await company.PostAsync(Service.Platform, "/v1/chat/completions", Asking(Long, 290_000));

        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        entry.CostPico.ShouldBe(200_000 * 5_000_000L + 100_000 * 500_000L + 1_000 * 22_500_000L);
        (entry.PriceVersion, entry.CachedTokens).ShouldBe((Shipped.Version, 100_000L));
        var set = (await company.RowsAsync<Reservation>()).ShouldHaveSingleItem();
        set.AmountPico.ShouldBeGreaterThan(290_000 * 5_000_000L + 4096 * 22_500_000L);
        set.AmountPico.ShouldBeLessThan(291_000 * 5_000_000L + 4096 * 22_500_000L);
        set.PriceVersion.ShouldBe(Shipped.Version);
    }

    [Theory, OnBothDatabases]
    public async Task Request_that_cannot_reach_a_tier_sets_aside_what_is_below_it(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply("Hello.") with { Usage = new(100, 10) };
        await company.PostAsync(Service.Platform, "/v1/chat/completions", Asking(Long, 1_000));
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().CostPico.ShouldBe(100 * 2_500_000L + 10 * 15_000_000L);
        (await company.RowsAsync<Reservation>()).ShouldHaveSingleItem().AmountPico.ShouldBeLessThan(2_000 * 2_500_000L + 4096 * 15_000_000L);
    }

    public static TheoryData<Database, bool> Streamed() => OnBoth.Of([false, true]);

    [Theory, MemberData(nameof(Streamed)), Trait("Requirement", "T142")]
    public async Task Writes_to_the_cache_cost_by_how_long_they_are_kept(Database on, bool stream)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply("Hello.") with { Usage = new(1_000, 10, Cached: 100, Written: 500, WrittenLong: 200) };
        (await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Asking("anthropic/claude-haiku-4-5", 3_000, stream))).EnsureSuccessStatusCode();

        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        (entry.InputTokens, entry.CachedTokens, entry.CacheWriteTokens, entry.CacheWriteLongTokens, entry.OutputTokens).ShouldBe((400L, 100L, 500L, 200L, 10L));
        entry.CostPico.ShouldBe(400 * 1_000_000L + 100 * 100_000L + 300 * 1_250_000L + 200 * 2_000_000L + 10 * 5_000_000L);
    }

    [Theory, OnBothDatabases]
    public async Task Thoughts_are_told_apart_from_what_was_written(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply("Hello.") with { Usage = new(40, 109, Reasoning: 100) };
        await company.PostAsync(Service.Platform, "/v1/chat/completions", Asking(Long, 10));
        world.Provider.Default = Behaviour.Reply("Hello.") with { Usage = new(40, 9, Apart: 100) };
        await company.PostAsync(Service.Platform, "/v1/chat/completions", Asking("google/gemini-2.5-flash", 10));
        (await company.BalancedLedgerAsync()).ShouldAllBe(e => e.OutputTokens == 109 && e.ReasoningTokens == 100);
    }

    [Fact, Trait("Requirement", "T142")]
    public void Every_kind_of_token_has_its_price_in_every_tier()
    {
        var row = new PriceRow
        {
            Provider = "openai", Model = "m", Input = 1, Cached = 0.1m, CacheWrite = 1.25m, CacheWriteLong = 2, Output = 4, Reasoning = 8, Batch = new BucketPrices { Input = 0.4m, Output = 3 },
            Tiers = [new TierPrices { Above = 1_000, Input = 10, Output = 40 }],
        };
        var price = new Price("openai", "m", "v", row.ToTiers());
        price.CostOf(new TokenUsage(100, 10, 50, 20, 5, 30)).ShouldBe(1_000_000L * 100 + 100_000L * 10 + 1_250_000L * 15 + 2_000_000L * 5 + 4_000_000L * 20 + 8_000_000L * 30);
        price.BatchCostOf(new TokenUsage(100, 10, 50)).ShouldBe(400_000L * 110 + 3_000_000L * 50);
        price.CostOf(new TokenUsage(1_000, 0, 1)).ShouldBe(1_000_000L * 1_000 + 4_000_000L);
        price.CostOf(new TokenUsage(900, 101, 1)).ShouldBe(10_000_000L * 1_001 + 40_000_000L);
        price.BatchCostOf(new TokenUsage(1_001, 0, 1)).ShouldBeNull();
    }

    [Fact]
    public void No_use_of_tokens_costs_more_than_its_worst_case()
    {
        var random = new Random(7);
        foreach (var row in ShippedPrices.List.Rows)
        {
            var price = ShippedPrices.List.Find(row.Provider!, row.Model!)!;
            for (var i = 0; i < 200; i++)
            {
                var (input, output) = (random.Next(600_000), random.Next(100_000));
                var read = random.Next(input + 1);
                var (cached, written) = (random.Next(read / 3 + 1), random.Next(read / 3 + 1));
                var wrote = random.Next(output + 1);
                price.CostOf(new TokenUsage(read - cached - written, cached, wrote, written, random.Next(written + 1), random.Next(wrote + 1))).ShouldBeLessThanOrEqualTo(price.WorstOf(input, output), row.Model);
            }
        }
    }

    [Fact, Trait("Requirement", "P046")]
    public void Shipped_table_has_a_version_a_date_sources_and_the_tiers_that_are_known()
    {
        var list = ShippedPrices.List;
        list.Version.EffectiveFrom.ShouldBe(new DateTime(2026, 9, 1, 0, 0, 0, DateTimeKind.Utc));
        list.Version.Source.ShouldContain("September 2026");
        Money.Usd(Shipped.Find("claude", "claude-sonnet-4-5")!.CostOf(new TokenUsage(200_001, 0, 1_000_000))).ShouldBe(200_001 * 0.000006m + 22.5m);
        Money.Usd(Shipped.Find("claude", "claude-sonnet-4-6")!.CostOf(new TokenUsage(200_001, 0, 1_000_000))).ShouldBe(200_001 * 0.000003m + 15m);
        Shipped.Find("gemini", "gemini-2.5-pro")!.Tiers.Select(t => t.Above).ShouldBe([0L, 200_000L]);
        Shipped.Find("openai", "gpt-4.1")!.BatchCostOf(new TokenUsage(1_000_000, 0, 1_000_000)).ShouldBe(Money.Pico(5));
        list.Rows.ShouldAllBe(r => r.MaxInput == null || r.MaxInput > 1000);
    }

    internal static object Asking(string model, int bytes, bool stream = false) => new { model, stream, user = "ana", messages = new[] { new { role = "user", content = new string('a', bytes) } } };

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }
}
