using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steward.Tests.Support;

namespace Steward.Bench.Gateway;

/// <summary>A model provider of OpenAI's chat format that thinks for 20 ms, then answers what it always answers. A process of its own: its time is nobody's.</summary>
internal static class Upstream
{
    /// <summary>How long it takes until the first byte.</summary>
    public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    /// <summary>The last piece of the answer: who has read it has read all of it.</summary>
    public const string LastPiece = "there.";

    private static readonly Thinking Thought = new(Latency);

    private const string Usage = """{"prompt_tokens":42,"completion_tokens":10,"total_tokens":52}""";
    private const string Listening = "Upstream at ";
    private static readonly string[] Pieces = ["Take ", "the ", "second ", "train ", "and ", "you ", "will ", "soon ", "be ", LastPiece];

    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        $$"""{"id":"chatcmpl-bench","object":"chat.completion","created":1767225600,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"{{string.Concat(Pieces)}}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{{Usage}},"system_fingerprint":"fp_bench"}""");

    private static readonly byte[][] Chunks =
    [
        .. Pieces.Select((piece, at) => Event($$"""[{"index":0,"delta":{{{(at == 0 ? "\"role\":\"assistant\"," : "")}}"content":"{{piece}}"},"logprobs":null,"finish_reason":null}]""")),
        Event("""[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]"""),
    ];

    private static readonly byte[] UsageChunk = Event("[]", $",\"usage\":{Usage}"), Done = [.. "data: [DONE]\n\n"u8];

    /// <summary>Starts one in a process of its own. Answers it with its address.</summary>
    public static async Task<(ServerProcess Process, Uri Address)> StartAsync()
    {
        var process = ServerProcess.Start(new ServerProcessOptions { Assembly = typeof(Upstream).Assembly.Location, Arguments = ["--upstream", "0"] });
        var line = await process.WaitForLineAsync(Listening);
        return (process, new Uri(line[Listening.Length..]));
    }

    /// <summary>Is one, until it is killed.</summary>
    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        await using var app = builder.Build();
        app.MapPost("/v1/chat/completions", (RequestDelegate)AnswerAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        Console.WriteLine(Listening + address);
        await app.WaitForShutdownAsync();
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        using var asked = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var stream = asked.RootElement.TryGetProperty("stream", out var s) && s.ValueKind == JsonValueKind.True;
        var usage = asked.RootElement.TryGetProperty("stream_options", out var options) && options.TryGetProperty("include_usage", out var u) && u.ValueKind == JsonValueKind.True;
        await Thought.WaitAsync();
        if (!stream)
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = Whole.Length;
            await http.Response.Body.WriteAsync(Whole, http.RequestAborted);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        // Each chunk leaves by itself, as a model's do.
        foreach (var chunk in (byte[][])[.. Chunks, .. usage ? (byte[][])[UsageChunk] : [], Done])
        {
            await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static byte[] Event(string choices, string more = "") => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1767225600,"model":"gpt-4o-mini-2024-07-18","system_fingerprint":"fp_bench","choices":{{choices}}{{more}}}""" + "\n\n");
}
