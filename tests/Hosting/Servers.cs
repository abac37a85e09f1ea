using System.Collections.Concurrent;


namespace Steward.Tests.Hosting;

/// <summary>One server per database for all tests that only need their own tenant; started when first asked for.</summary>
public sealed class Servers : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<Database, Lazy<Task<TestServer>>> Running = new();

    public static Task<TestServer> On(Database database) =>
        Running.GetOrAdd(database, d => new Lazy<Task<TestServer>>(() => TestServer.StartAsync(d))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Running.Values.Where(s => s.IsValueCreated)) await (await server.Value).DisposeAsync();
    }
}
