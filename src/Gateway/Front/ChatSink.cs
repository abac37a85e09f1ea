using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Steward.Gateway.Spend;

namespace Steward.Gateway.Front;

/// <summary>A streamed answer as server-sent events in OpenAI's form.</summary>
internal sealed class ChatSink(HttpResponse response, CancellationToken clientGone)
{
    private static readonly byte[] Data = [.. "data: "u8], End = [.. "\n\n"u8], Done = [.. "data: [DONE]\n\n"u8];

    /// <summary>The client may have seen something.</summary>
    public bool Begun { get; private set; }

    /// <summary>Somebody answers.</summary>
    public void Begin(ChatReply reply)
    {
        Begun = true;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        ChatHeaders.Add(response, reply);
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
    public static void Add(HttpResponse response, FrontReply reply)
    {
        foreach (var minute in reply.Minutes)
        {
            // Of whose limit it is only the kind: a user's id is not for a header.
            var name = Limits.Shown(minute.Scope).Split(':')[0];
            response.Headers.Append("RateLimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"{name}-{minute.Unit}\";q={minute.Quota};qu=\"{minute.Unit}\";w=60"));
            response.Headers.Append("RateLimit", string.Create(CultureInfo.InvariantCulture, $"\"{name}-{minute.Unit}\";r={minute.Remaining};t={(int)Math.Ceiling(minute.Ebb.TotalSeconds)}"));
        }

        response.Headers["X-Steward-Provider"] = reply.Provider;
        response.Headers["X-Steward-Model"] = reply.Model;
        if (reply.Cache is { } cache) response.Headers["X-Steward-Cache"] = cache;
        if (reply.CostPico is { } cost) response.Headers["X-Steward-Cost"] = Money.Usd(cost).ToString("0.############", CultureInfo.InvariantCulture);
    }
}
