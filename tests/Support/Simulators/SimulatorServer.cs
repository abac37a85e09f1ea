using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Steward.Tests.Support;

/// <summary>A real HTTP server on loopback, and the script it plays.</summary>
internal sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Behaviour> script = new();
    private readonly CancellationTokenSource stopping = new();
    private bool disposed;

    private SimulatorServer(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public Behaviour Default { get; set; } = Behaviour.Succeed();

    public CallLog Log { get; } = new();

    public int Scripted => script.Count;

    public static async Task<SimulatorServer> StartAsync(int port, Func<SimulatorServer, HttpContext, Task> handle)
    {
        // The empty builder reads no environment variable, so settings of the machine cannot move the address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var server = new SimulatorServer(builder.Build());
        server.app.Run(context => server.GuardAsync(context, handle));
        await server.app.StartAsync();
        server.Address = new Uri(server.app.Urls.First());
        return server;
    }

    public void Enqueue(IEnumerable<Behaviour> behaviours)
    {
        foreach (var behaviour in behaviours)
        {
            script.Enqueue(behaviour);
        }
    }

    /// <summary>Takes the next behaviour for the call and waits as long as it says.</summary>
    public async Task<Behaviour> PlayAsync(ReceivedCall call, CancellationToken clientGone)
    {
        var behaviour = (script.TryDequeue(out var next) ? next : Default).For(call);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(clientGone, stopping.Token);
        if (behaviour.Delay > TimeSpan.Zero)
        {
            await Task.Delay(behaviour.Delay, ended.Token);
        }

        if (behaviour.Until is not null)
        {
            await behaviour.Until.WaitAsync(ended.Token);
        }

        return behaviour;
    }

    /// <summary>Writes a JSON answer, spoilt as the behaviour says.</summary>
    public static async Task AnswerAsync(HttpContext context, Behaviour behaviour, string json)
    {
        if (behaviour.Fault == AnswerFault.NoAnswer)
        {
            context.Abort();
            return;
        }

        var body = Encoding.UTF8.GetBytes(behaviour.Fault == AnswerFault.NotJson ? "<html><body>Bad gateway</body></html>" : json);
        var written = behaviour.Fault is AnswerFault.JsonCut or AnswerFault.ConnectionCut ? body.Length / 2 : body.Length;
        var response = context.Response;
        response.StatusCode = behaviour.StatusCode;
        response.ContentType = behaviour.Fault == AnswerFault.WrongContentType ? "text/html; charset=utf-8" : "application/json";
        response.ContentLength = behaviour.Fault == AnswerFault.ConnectionCut ? body.Length : written;
        response.Headers["x-request-id"] = Guid.CreateVersion7().ToString();
        if (behaviour.RetryAfter is not null)
        {
            response.Headers.RetryAfter = behaviour.RetryAfter;
        }

        // Fewer bytes than announced: Kestrel ends the connection in order, so that the client surely sees the first half. An
        // abort would be a reset, which may overtake it.
        await response.Body.WriteAsync(body.AsMemory(0, written), context.RequestAborted);
    }

    /// <summary>Writes a stream of events, spoilt as the behaviour says.</summary>
    public static async Task StreamAsync(HttpContext context, Behaviour behaviour, IReadOnlyList<string> events, string error, string last)
    {
        if (behaviour.Fault == AnswerFault.NoAnswer)
        {
            context.Abort();
            return;
        }

        context.Response.ContentType = behaviour.Fault == AnswerFault.WrongContentType ? "text/html; charset=utf-8" : "text/event-stream; charset=utf-8";
        for (var i = 0; i < events.Count; i++)
        {
            if (i == events.Count / 2)
            {
                if (behaviour.MiddleUntil is { } middle)
                {
                    await middle.WaitAsync(context.RequestAborted);
                }

                if (behaviour.Fault == AnswerFault.StreamError)
                {
                    await context.Response.WriteAsync(error, context.RequestAborted);
                    return;
                }

                if (behaviour.Fault == AnswerFault.StreamCut)
                {
                    return;
                }
            }

            await context.Response.WriteAsync(events[i], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        await context.Response.WriteAsync(last, context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        await stopping.CancelAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private async Task GuardAsync(HttpContext context, Func<SimulatorServer, HttpContext, Task> handle)
    {
        try
        {
            await handle(this, context);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            Log.NoteAborted(stopping.IsCancellationRequested);
            context.Abort();
        }
    }
}
