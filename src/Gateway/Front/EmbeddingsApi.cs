using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway.Admission;
using Steward.Gateway.Embeddings;
using Steward.Gateway.Providers;
using Steward.Gateway.Routing;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Front;

/// <summary>Vectors of texts, in OpenAI's form.</summary>
internal sealed record VectorList(string Object, IReadOnlyList<VectorLine> Data, string Model, VectorUsage Usage);

/// <summary>One of them: numbers, or the base64 of their 32-bit form.</summary>
internal sealed record VectorLine(string Object, int Index, object Embedding);

/// <summary>Tokens read; none are written.</summary>
internal sealed record VectorUsage([property: JsonPropertyName("prompt_tokens")] long PromptTokens, [property: JsonPropertyName("total_tokens")] long TotalTokens);

internal static class EmbeddingsApi
{
    private const int MostBodyBytes = 8 * 1024 * 1024;

    public static void MapEmbeddings(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/embeddings", EmbedAsync).On(Service.Platform).Require("gateway.chat").WithTags("Models").WithMetadata(ChatErrors.Shape)
            .WithMetadata(new BodyLimit(MostBodyBytes)).WithSummary("Vectors of texts; the format is OpenAI's").Idempotent();

    private static async Task<Ok<VectorList>> EmbedAsync(JsonObject body, ModelCatalog models, EmbeddingCalls calls, HttpContext http, CancellationToken ct)
    {
        var request = ChatErrors.Reading(() => EmbeddingRequest.Of(body));
        var targets = models.ResolveVectors(request.Model);
        request.CheckFor(targets);
        var payer = Payer.Of(http.Caller(), EmbeddingCalls.Task, request.User);
        try
        {
            var made = targets.Count == 0 ? await calls.BuiltinAsync(request.Texts!, request.Dimensions ?? BuiltinEmbedding.Dimensions, payer, ct)
                : await calls.AskAsync(targets, (request.Body, payer, Own: false), request.Count, stepOf: null, ct);
            ChatHeaders.Add(http.Response, new FrontReply(made.By.Provider, made.By.Model, made.CostPico, made.Minutes));
            return TypedResults.Ok(new VectorList("list", [.. made.Vectors.Select((v, i) => LineOf(v, i, request.Packed))],
                targets.Count == 0 ? $"{ProviderRoute.Builtin}/{made.By.Model}" : made.By.Model, new VectorUsage(made.Usage.Prompt, made.Usage.Prompt)));
        }
        catch (ProviderException error)
        {
            throw ChatErrors.ProblemOf(error).AsException();
        }
    }

    private static VectorLine LineOf(float[] vector, int index, bool packed) => new("embedding", index, packed ? PackedVector.Of(vector) : vector);
}
