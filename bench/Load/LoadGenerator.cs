namespace Steward.Bench.Load;

/// <summary>Runs at several rates over one set of connections; request numbers never repeat.</summary>
internal sealed class LoadGenerator : IDisposable
{
    private readonly LoadOptions options;
    private readonly HttpMessageInvoker client;
    private readonly RequestFactory requests;
    private long nextNumber;

    public LoadGenerator(LoadOptions options, TimeProvider time)
    {
        this.options = options;
        requests = new RequestFactory(options, time);
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Connections,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            ConnectTimeout = options.Timeout,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            // Tracing headers are not part of the load asked for.
            ActivityHeadersPropagator = null,
        });
    }

    public async Task<RunResult> RunAsync(double rate, CancellationToken cancel)
    {
        var first = nextNumber;
        nextNumber += (long)Math.Ceiling(rate * (options.WarmUp + options.Duration).TotalSeconds) + 1;
        return await new LoadRun(options, client, requests).RunAsync(rate, first, cancel);
    }

    public void Dispose() => client.Dispose();
}
