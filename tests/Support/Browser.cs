using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Tests.Support;

/// <summary>What a browser said while it showed a page.</summary>
/// <param name="Source">security (the page's policy refused something), javascript, network or another of the protocol's words.</param>
/// <param name="Text">The message.</param>
public sealed record BrowserEntry(string Source, string Text);

/// <summary>A page as a browser draws it.</summary>
/// <param name="Picture">The part that the window shows.</param>
/// <param name="Png">The same as a file.</param>
/// <param name="ContentWidth">How wide the page is; more than the window where it has to be moved sideways.</param>
/// <param name="Entries">Errors and warnings.</param>
public sealed record BrowserPage(PngPicture Picture, byte[] Png, int ContentWidth, IReadOnlyList<BrowserEntry> Entries);

/// <summary>Chromium without a window, driven through its DevTools protocol. It reaches this machine only: other names do not resolve.</summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonObject> _events = [];
    private int _sent;

    private Browser(Process process, string folder) => (_process, _folder) = (process, folder);

    /// <summary>The program; null where it is not installed.</summary>
    public static string? Program { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Why tests with a browser are skipped.</summary>
    public static string SkipReason => "Chromium is not installed (Debian package chromium).";

    /// <summary>Starts a browser with a profile of its own.</summary>
    /// <exception cref="InvalidOperationException">It ended before it could be reached.</exception>
    public static async Task<Browser> StartAsync(CancellationToken cancel = default)
    {
        var folder = Directory.CreateTempSubdirectory("steward-browser-").FullName;
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException(SkipReason),
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
            "--disable-extensions", "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost", "--remote-debugging-port=0", $"--user-data-dir={folder}", "about:blank",
        ]) { RedirectStandardError = true };
        var browser = new Browser(Process.Start(start)!, folder);
        try
        {
            using var limit = Limited(cancel);
            await browser._socket.ConnectAsync(new Uri(await browser.AnnouncedAsync(limit.Token)), limit.Token);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an address in a window of this size and waits until it is loaded.</summary>
    public async Task<BrowserPage> OpenAsync(Uri address, int width, int height, CancellationToken cancel = default)
    {
        using var limit = Limited(cancel);
        var target = await SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" }, null, limit.Token);
        var attached = await SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true }, null, limit.Token);
        var session = (string)attached["sessionId"]!;
        foreach (var domain in (string[])["Page", "Runtime", "Log"]) await SendAsync($"{domain}.enable", [], session, limit.Token);
        await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false }, session, limit.Token);
        var opened = await SendAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri }, session, limit.Token);
        if ((string?)opened["errorText"] is { } error) throw new InvalidOperationException($"'{address}' was not opened: {error}");
        while (!_events.Any(e => Is(e, session, "Page.loadEventFired"))) await ReceiveAsync(limit.Token);
        var wide = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = "document.documentElement.scrollWidth" }, session, limit.Token);
        var shot = await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }, session, limit.Token);
        var png = Convert.FromBase64String((string)shot["data"]!);
        await SendAsync("Target.closeTarget", new JsonObject { ["targetId"] = (string)target["targetId"]! }, null, limit.Token);
        return new BrowserPage(PngPicture.Read(png), png, (int)wide["result"]!["value"]!, EntriesOf(session));
    }

    /// <summary>Ends the browser with all its processes.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A process of it that was just killed may still hold a file; the folder for temporary files is emptied by the system.
        }
    }

    private async Task<string> AnnouncedAsync(CancellationToken cancel)
    {
        while (await _process.StandardError.ReadLineAsync(cancel) is { } line)
        {
            if (!line.StartsWith(Announcement, StringComparison.Ordinal)) continue;
            _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return line[Announcement.Length..].Trim();
        }

        throw new InvalidOperationException("The browser ended before it could be reached.");
    }

    private async Task<JsonObject> SendAsync(string method, JsonObject parameters, string? session, CancellationToken cancel)
    {
        var id = ++_sent;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null) command["sessionId"] = session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, true, cancel);
        while (true)
        {
            var message = await ReceiveAsync(cancel);
            if ((int?)message["id"] != id) continue;
            return message["result"] as JsonObject ?? throw new InvalidOperationException($"{method}: {message["error"]?.ToJsonString()}");
        }
    }

    private async Task<JsonObject> ReceiveAsync(CancellationToken cancel)
    {
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancel);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        var message = JsonNode.Parse(text.ToArray())!.AsObject();
        if (message.ContainsKey("method")) _events.Add(message);
        return message;
    }

    private List<BrowserEntry> EntriesOf(string session) =>
    [
        .. _events.Where(e => Is(e, session, "Log.entryAdded")).Select(e => e["params"]!["entry"]!)
            .Where(e => (string?)e["level"] is "error" or "warning").Select(e => new BrowserEntry((string)e["source"]!, (string)e["text"]!)),
        .. _events.Where(e => Is(e, session, "Runtime.exceptionThrown")).Select(e => new BrowserEntry("javascript", (string?)e["params"]!["exceptionDetails"]!["text"] ?? "")),
    ];

    private static bool Is(JsonObject message, string session, string method) => (string?)message["method"] == method && (string?)message["sessionId"] == session;

    private static CancellationTokenSource Limited(CancellationToken cancel)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        return limit;
    }
}
