using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway.Admission;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Providers;

/// <summary>A configured provider, and what the answering process has seen of its models.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Model">The model of tasks, which name none.</param>
/// <param name="Models">The models that were asked since the process started.</param>
internal sealed record ProviderLine(string Provider, string Model, IReadOnlyList<ModelHealth> Models);

/// <summary>The configured providers.</summary>
internal sealed record ProvidersResponse(IReadOnlyList<ProviderLine> Providers);

/// <summary>Whom to test; all that are configured unless one is named.</summary>
internal sealed record TestProviders(string? Provider);

/// <summary>How a provider took one short question.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Model">The model that was asked: its usual one.</param>
/// <param name="Outcome">
/// <c>reachable</c>; or <c>key_refused</c>, <c>model_unknown</c>, <c>no_price</c>, <c>refused</c>, <c>rate_limited</c>, <c>timeout</c>, <c>unreachable</c>,
/// <c>unavailable</c>, <c>unreadable</c>.
/// </param>
/// <param name="Detail">The same in words, the provider's own where it has any.</param>
/// <param name="LatencyMs">Time until it answered or failed.</param>
/// <param name="Tokens">Tokens of the call.</param>
/// <param name="Cost">US dollars, which the company pays.</param>
internal sealed record ProviderTest(string Provider, string Model, string Outcome, string Detail, long LatencyMs, long Tokens, decimal Cost);

/// <summary>A line for each provider that was tested.</summary>
internal sealed record ProviderTestsResponse(IReadOnlyList<ProviderTest> Tests);

/// <summary>What tests of providers need.</summary>
internal sealed record ProviderTools(ProviderRoute Route, PriceTable Prices, ModelCalls Calls, ProviderHealth Health);

/// <summary>Providers: which there are, how they are, and whether they answer.</summary>
internal static class ProvidersApi
{
    private const string TestTask = "test";

    // Less is refused by some models, and one that thinks first has not begun to answer: that it thinks is answer enough.
    private const int MostTokens = 16;

    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        var providers = routes.MapGroup("/v1/providers").On(Service.Platform).WithTags("Models");
        providers.MapGet("", List).Require("gateway.read").WithSummary("The configured providers, and what this process has seen of their models");
        providers.MapPost("/test", TestAsync).Require("gateway.manage").WithSummary("Ask each provider, or one, for a short answer; the company pays").Idempotent();
    }

    private static Ok<ProvidersResponse> List(ProviderRoute route, ProviderHealth health) =>
        TypedResults.Ok(new ProvidersResponse([.. route.Providers.Select(p => new ProviderLine(p.Name, p.UsualModel!, health.Of(p.Name)))]));

    private static async Task<Ok<ProviderTestsResponse>> TestAsync(TestProviders body, ProviderTools tools, HttpContext http, CancellationToken ct)
    {
        var asked = tools.Route.Providers.Where(p => body.Provider is null || p.Name == tools.Prices.ProviderOf(body.Provider)).ToList();
        new Check().That(body.Provider is null || asked.Count > 0, "/provider", "invalid",
            tools.Route.Providers.Count == 0 ? "No provider is configured." : $"One of the configured providers is required: {string.Join(", ", tools.Route.Providers.Select(p => p.Name))}.").ThrowIfAny();
        var payer = Payer.Of(http.Caller(), TestTask);
        return TypedResults.Ok(new ProviderTestsResponse(await Task.WhenAll(asked.Select(p => AskAsync(new ModelTarget(p, p.UsualModel!), payer, tools, ct)))));
    }

    // Also one that is left alone: whoever tests wants to know whether it is back.
    private static async Task<ProviderTest> AskAsync(ModelTarget target, Payer payer, ProviderTools tools, CancellationToken ct)
    {
        var question = new JsonObject
        {
            ["model"] = target.Model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Answer with one word: ready" }), ["max_tokens"] = MostTokens,
        };
        var started = Stopwatch.GetTimestamp();
        ModelCall? call = null;
        try
        {
            call = await tools.Calls.OpenAsync(target, new CallOrder(question, payer, MostTokens), ct);
            var answer = await call.CompleteAsync(ct);
            var usage = call.UsageOf(answer);
            await call.SettleAsync("ok", usage, answer.Usage is null);
            tools.Health.Answered(target, Stopwatch.GetElapsedTime(started));
            return Line("reachable", "It answered.", usage.Total);
        }
        catch (ProviderException error)
        {
            if (error.Cause != ProviderCause.NoPrice) tools.Health.Failed(target, error.Type);
            // Of a key that it refuses a provider repeats a part.
            return Line(OutcomeOf(error), error.Said.Length > 0 && error.Type != JobErrorType.Auth ? $"{error.Message} {error.Said}" : error.Message, 0);
        }

        ProviderTest Line(string outcome, string detail, long tokens) =>
            new(target.Name, target.Model, outcome, detail, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds, tokens, Money.UsdShown(call?.CostPico ?? 0));
    }

    private static string OutcomeOf(ProviderException error) => error.Type switch
    {
        _ when error.Cause == ProviderCause.NoPrice => "no_price",
        JobErrorType.Auth => "key_refused",
        JobErrorType.Validation when error.Status == 404 => "model_unknown",
        JobErrorType.RateLimit => "rate_limited",
        JobErrorType.Timeout => "timeout",
        JobErrorType.Network => "unreachable",
        JobErrorType.Unavailable => "unavailable",
        JobErrorType.Model => "unreadable",
        _ => "refused",
    };
}
