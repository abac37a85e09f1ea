using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Steward.Observability.Logs;

namespace Steward.Observability.Tests;

/// <summary>Keeps log lines as the JSON formatter writes them.</summary>
internal sealed class LineSink : ILoggerProvider, ISupportExternalScope
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly JsonLogFormatter _formatter = new(TimeProvider.System);
    private IExternalScopeProvider? _scopes;

    public async Task<JsonElement> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        return JsonDocument.Parse(await _lines.Reader.ReadAsync(limit.Token)).RootElement;
    }

    public ILogger CreateLogger(string categoryName) => new Sink(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Sink(LineSink owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var writer = new StringWriter();
            owner._formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), owner._scopes, writer);
            owner._lines.Writer.TryWrite(writer.ToString());
        }
    }
}
