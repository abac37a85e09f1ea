using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway.Admission;
using Steward.Gateway.Routing;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Front;

/// <summary>The models that can be asked, in OpenAI's form.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelLine> Data);

/// <summary>One of them. OpenAI's clients pass over what they do not know.</summary>
internal sealed record ModelLine(string Id, string Object, long Created, [property: JsonPropertyName("owned_by")] string OwnedBy)
{
    /// <summary>The models behind a name, in the order they are asked; absent where the name is that of one.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>US dollars for a million tokens read, of the one that is asked first; null without a price.</summary>
    [JsonPropertyName("input_price")]
    public decimal? InputPrice { get; init; }

    /// <summary>The same for a million written.</summary>
    [JsonPropertyName("output_price")]
    public decimal? OutputPrice { get; init; }

    /// <summary>Most tokens it reads; null where that is not known.</summary>
    [JsonPropertyName("max_input_tokens")]
    public long? MaxInputTokens { get; init; }

    public static ModelLine Of(ListedModel model) => new(model.Name, "model", 0, model.Owner)
    {
        Models = model.Behind.Count > 1 || model.Owner == ModelCatalog.Alias ? model.Behind : null, InputPrice = model.InputUsd, OutputPrice = model.OutputUsd, MaxInputTokens = model.MaxInput,
    };
}

/// <summary>The front that any client of OpenAI's API can use by changing its base address.</summary>
internal static class ChatApi
{
    public static void MapChat(this IEndpointRouteBuilder routes)
    {
        var front = routes.MapGroup("/v1").On(Service.Platform).Require("gateway.chat").WithTags("Models").WithMetadata(ChatErrors.Shape);
        front.MapPost("/chat/completions", CompleteAsync).WithSummary("Ask a model; the format is OpenAI's, streamed or not").Idempotent();
        front.MapGet("/models", Models).WithSummary("The models that can be asked");
    }

    private static async Task<IResult> CompleteAsync(JsonObject body, ChatCalls calls, HttpContext http, CancellationToken ct)
    {
        var request = ChatErrors.Reading(() => ChatRequest.Of(body, http.Request.Headers["X-Steward-Cache"] == "on"));
        var payer = Payer.Of(http.Caller(), ChatCalls.Task, request.User);
        if (request.Stream)
        {
            await calls.StreamAsync(request, payer, new ChatSink(http.Response, ct), ct);
            return Results.Empty;
        }

        var reply = await calls.CompleteAsync(request, payer, ct);
        ChatHeaders.Add(http.Response, reply);
        return Results.Json(reply.Body);
    }

    private static Ok<ModelList> Models(ModelCatalog models) =>
        TypedResults.Ok(new ModelList("list", [.. models.All().Select(ModelLine.Of)]));
}
