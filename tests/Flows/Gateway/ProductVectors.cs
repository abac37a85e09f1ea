using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Steward.Gateway;
using Steward.Gateway.Embeddings;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Errors;

namespace Flows.Gateway;

/// <summary>Vectors that products have made of people's texts.</summary>
public sealed class ProductVectors(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private static readonly Dictionary<string, string> Models = new() { ["openai"] = "text-embedding-3-small" };

    [Theory, OnBothDatabases]
    public async Task Personal_data_is_masked_before_a_provider_sees_it_and_not_before_local_code(Database on)
    {
        var (world, company) = await StartAsync(on);
        var text = "Write to ana@example.org about the choir.";
        var made = await EmbedAsync(company, [text, "The choir sang."], Call(company) with { Provider = "openai", Models = Models });
        (made.Provider, made.Model, made.Value.Count, made.CostPico > 0).ShouldBe(("openai", "text-embedding-3-small", 2, true));
        world.Provider.Calls[^1].BodyText.ShouldNotContain("ana@example.org");
        world.Provider.Calls[^1].BodyText.ShouldContain("about the choir");
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().Task.ShouldBe("embed");

        var local = await EmbedAsync(company, [text], Call(company));
        (local.Provider, local.Model, local.CostPico).ShouldBe(("builtin", BuiltinEmbedding.Model, 0L));
        local.Value[0].ShouldBe(BuiltinEmbedding.Of(text));
    }

    [Theory, OnBothDatabases]
    public async Task Held_text_reaches_no_model_and_neither_do_those_beside_it(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        await Should.ThrowAsync<TextHeldException>(() => EmbedAsync(company, ["The choir sang.", "I want to kill myself."], Call(company) with { Provider = "openai", Models = Models }));
        world.Provider.CallCount.ShouldBe(before);
        (await company.RowsAsync<LedgerEntry>()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T017")]
    public async Task Without_a_text_gate_no_vector_is_made_of_peoples_text(Database on)
    {
        await using var world = await World.StartAsync(on, [], services: s => s.RemoveAll<ITextGate>());
        var company = await Company.AtAsync(world.Server);
        (await Should.ThrowAsync<ProblemException>(() => EmbedAsync(company, ["The choir sang."], Call(company)))).Problem.Code.ShouldBe("no_text_gate");
    }

    [Theory, OnBothDatabases]
    public async Task Nobody_else_is_asked_where_the_model_fails_or_is_not_there(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Status(500);
        var call = Call(company) with { Provider = "openai", Models = Models };
        (await Should.ThrowAsync<ProblemException>(() => EmbedAsync(company, ["The choir sang."], call))).Problem.Code.ShouldBe("ai_unavailable");
        foreach (var absent in (AiCall[])[call with { Provider = "anthropic" }, call with { Models = new Dictionary<string, string>() }])
            (await Should.ThrowAsync<ProblemException>(() => EmbedAsync(company, ["The choir sang."], absent))).Problem.Code.ShouldBe("no_embeddings");
        (await company.RowsAsync<LedgerEntry>()).ShouldAllBe(e => e.Provider == "openai");
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.20")]
    public async Task Vectors_that_a_job_paid_for_are_there_at_its_next_attempt(Database on)
    {
        var seen = new SeenVectors();
        await using var world = await World.StartAsync(on, [], services: s => s.AddSingleton(seen).AddJob<EmbedThenFail, EmbedThenFailHandler>(new JobKindOptions("ai")));
        var company = await Company.AtAsync(world.Server);
        await world.Server.Services.GetRequiredService<JobWriter>().EnqueueAsync(company.Id, new EmbedThenFail(), null, TestContext.Current.CancellationToken);
        var done = (await TestServer.EventuallyAsync(company.RowsAsync<JobHistory>, h => h.Count == 1))[0];

        (done.State, done.Attempts).ShouldBe((JobState.Completed, 2));
        world.Provider.CallCount.ShouldBe(1);
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().CostPico.ShouldBeGreaterThan(0);
        seen.Vectors.Count.ShouldBe(2);
        seen.Vectors[0].ShouldBe(seen.Vectors[1]);
    }

    private static AiCall Call(Company company) => new(company.Id, "text-1", "feedback_text");

    private static async Task<AiResult<IReadOnlyList<float[]>>> EmbedAsync(Company company, string[] texts, AiCall call)
    {
        await using var scope = company.Server.Scope(company.Id);
        return await scope.ServiceProvider.GetRequiredService<EmbeddingGateway>().EmbedAsync(texts, call, TestContext.Current.CancellationToken);
    }

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }

    private sealed class SeenVectors
    {
        public List<float[]> Vectors { get; } = [];
    }

    private sealed record EmbedThenFail : IJob
    {
        public static string Kind => "test.embed-then-fail";
    }

    private sealed class EmbedThenFailHandler(EmbeddingGateway gateway, SeenVectors seen) : IJobHandler<EmbedThenFail>
    {
        public async Task RunAsync(EmbedThenFail job, JobContext context, CancellationToken ct)
        {
            var call = new AiCall(context.TenantId, "text-1", "feedback_text") { Job = context, Provider = "openai", Models = Models };
            seen.Vectors.Add((await gateway.EmbedAsync(["The choir sang."], call, ct)).Value[0]);
            if (context.Attempt == 1) throw new JobException(JobErrorType.Unavailable, "Died after paying.");
        }
    }
}
