using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Steward.Bench.Gateway;

/// <summary>What is asked, and by how many at a time.</summary>
internal sealed record Load(bool Stream, int Connections);

/// <summary>What came of it: answers and failures of the whole run, warm-up included, and the milliseconds of those answered within the measured time.</summary>
internal sealed record LoopResult(long Answered, long Failed, string? FirstFailure, IReadOnlyList<double> Milliseconds);

/// <summary>So many connections, each of which asks, reads to the last byte and asks again: waiting for the slow is part of it, so latencies hold for this load only.</summary>
internal sealed class ClosedLoop : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), AfterFailure = TimeSpan.FromMilliseconds(50);
    private static readonly ReadOnlyMemory<byte> LastPiece = Encoding.UTF8.GetBytes(Upstream.LastPiece);

    private readonly Load _load;
    private readonly Subject _subject;
    private readonly Uri _address;
    private readonly byte[] _body;
    private readonly HttpMessageInvoker _client;
    private long _answered, _failed, _from = long.MaxValue;
    private volatile bool _ended;
    private string? _firstFailure;

    public ClosedLoop(Subject subject, Load load)
    {
        (_subject, _load, _address) = (subject, load, new Uri(subject.Address, "/v1/chat/completions"));
        _body = Encoding.UTF8.GetBytes(
            $$"""{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful assistant of a travel agency. Answer in one sentence."},{"role":"user","content":"How do I get from the airport to the old town in the evening?"}],"temperature":0.2{{(load.Stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")}}}""");
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = load.Connections, UseProxy = false, UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            // Tracing headers are not part of the load asked for.
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Asks for as long as the measurement takes; what was begun is read to its end.</summary>
    /// <param name="warmUp">Before anything counts.</param>
    /// <param name="measure">Ends the measured time when it completes.</param>
    public async Task<LoopResult> RunAsync(TimeSpan warmUp, Func<Task> measure)
    {
        var workers = Enumerable.Range(0, _load.Connections).Select(_ => Task.Run(WorkAsync)).ToArray();
        try
        {
            await Task.Delay(warmUp);
            Volatile.Write(ref _from, Stopwatch.GetTimestamp());
            await measure();
        }
        finally
        {
            _ended = true;
        }

        var times = (await Task.WhenAll(workers)).SelectMany(w => w).ToList();
        return new LoopResult(_answered, _failed, _firstFailure, times);
    }

    public void Dispose() => _client.Dispose();

    private async Task<List<double>> WorkAsync()
    {
        var (times, buffer) = (new List<double>(4096), new byte[64 * 1024]);
        while (!_ended)
        {
            var started = Stopwatch.GetTimestamp();
            if (await FailureAsync(buffer) is { } failure)
            {
                Interlocked.Increment(ref _failed);
                Interlocked.CompareExchange(ref _firstFailure, failure, null);
                // A peer that refuses at once must not be asked as fast as it can refuse.
                await Task.Delay(AfterFailure);
                continue;
            }

            Interlocked.Increment(ref _answered);
            if (!_ended && Stopwatch.GetTimestamp() >= Volatile.Read(ref _from)) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }

    /// <summary>Asks once. Null when the whole answer came.</summary>
    private async Task<string?> FailureAsync(byte[] buffer)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Version = HttpVersion.Version11, Content = new ByteArrayContent(_body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
            foreach (var (name, value) in _subject.Headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await _client.SendAsync(request, limit.Token);
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token);
            var answer = buffer.AsMemory(0, length);
            return response.StatusCode == HttpStatusCode.OK && IsWhole(answer.Span) ? null : $"{(int)response.StatusCode}: {Encoding.UTF8.GetString(answer[..Math.Min(length, 500)].Span)}";
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return $"{error.GetType().Name}: {error.Message}";
        }
    }

    private bool IsWhole(ReadOnlySpan<byte> answer) => answer.IndexOf(LastPiece.Span) >= 0 && (!_load.Stream || answer.TrimEnd("\r\n"u8).EndsWith("data: [DONE]"u8));
}
