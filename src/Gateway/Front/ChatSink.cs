using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steward.Gateway.Front;

/// <summary>A streamed answer as server-sent events in OpenAI's form.</summary>
internal sealed class ChatSink(HttpResponse response, CancellationToken clientGone)
{
    private static readonly byte[] Data = [.. "data: "u8], End = [.. "\n\n"u8], Done = [.. "data: [DONE]\n\n"u8];

    /// <summary>The client may have seen something.</summary>
    public bool Begun { get; private set; }

    /// <summary>Somebody answers.</summary>
    public void Begin(string provider, string model)
    {
        Begun = true;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        ChatHeaders.Add(response, provider, model);
    }

    /// <summary>One piece, or the error that ended it.</summary>
    public async Task WriteAsync(JsonObject piece)
    {
        await response.Body.WriteAsync(Data, clientGone);
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(piece), clientGone);
        await response.Body.WriteAsync(End, clientGone);
        await response.Body.FlushAsync(clientGone);
    }

    /// <summary>It was all.</summary>
    public async Task EndAsync() => await response.Body.WriteAsync(Done, clientGone);
}

/// <summary>What the gateway tells of an answer beside it.</summary>
internal static class ChatHeaders
{
    public static void Add(HttpResponse response, string provider, string model, long? costPico = null)
    {
        response.Headers["X-Steward-Provider"] = provider;
        response.Headers["X-Steward-Model"] = model;
        if (costPico is { } cost) response.Headers["X-Steward-Cost"] = Money.Usd(cost).ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);
    }
}
