using System.CommandLine;

namespace Steward.Bench.Load;

/// <summary>The command line.</summary>
internal static class LoadCommand
{
    private static readonly Option<string> Url = new("--url")
    {
        Description = "Address. Here, in header values and in the body {n}, {uuid} and {now} are replaced for each request.",
        Required = true,
    };

    private static readonly Option<string?> Method =
        new("--method") { Description = "HTTP method. Defaults to POST with a body, else GET." };

    private static readonly Option<string?> Body = new("--body-template") { Description = "Body, or @file that holds it." };

    private static readonly Option<string> ContentType = WithDefault("--content-type", "application/json", "Media type of the body.");

    private static readonly Option<string[]> Header = new("--header") { Description = "\"Name: value\"; repeat it for more." };

    private static readonly Option<double> Rate =
        WithDefault("--rate", 100.0, "Arrivals per second; the first step of --find-max.", from: 0.1, to: 1_000_000);

    private static readonly Option<double> Duration =
        WithDefault("--duration", 10.0, "Seconds measured (per step).", from: 0.5, to: 86_400);

    private static readonly Option<double> WarmUp =
        WithDefault("--warmup", 2.0, "Seconds at the same rate before that, not measured.", from: 0, to: 3_600);

    private static readonly Option<double> Timeout =
        WithDefault("--timeout", 10.0, "Seconds after which a request is an error.", from: 0.1, to: 600);

    private static readonly Option<int> MaxInFlight =
        WithDefault("--max-in-flight", 4_096, "Arrivals beyond so many unanswered requests are dropped.", from: 1, to: 1_000_000);

    private static readonly Option<int> Connections = WithDefault("--connections", 256, "TCP connections at most.", from: 1, to: 20_000);

    private static readonly Option<bool> FindMax =
        new("--find-max") { Description = "Find the highest rate with p95 under --slo-p95-ms and under 1 % failures." };

    private static readonly Option<double> Slo =
        WithDefault("--slo-p95-ms", 50.0, "Limit of p95 in milliseconds.", from: 0.1, to: 600_000);

    private static readonly Option<bool> Json =
        new("--json") { Description = "JSON to standard output; the table goes to standard error." };

    public static RootCommand Create()
    {
        var command = new RootCommand(
            "Sends HTTP requests at a constant rate, whatever the target does, and counts latency from the moment each was due.")
        {
            Url, Method, Body, ContentType, Header, Rate, Duration, WarmUp, Timeout, MaxInFlight, Connections, FindMax, Slo, Json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Url) is { } url && !IsHttp(url))
            {
                result.AddError($"--url '{url}' is not an absolute http or https address.");
            }

            if (result.GetValue(Header)?.FirstOrDefault(header => !header.Contains(':')) is { } wrong)
            {
                result.AddError($"--header '{wrong}' is not of the form 'Name: value'.");
            }

            if (result.GetValue(Body) is ['@', .. var file] && !File.Exists(file))
            {
                result.AddError($"--body-template: there is no file '{file}'.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var options = Read(parsed);
        var json = parsed.GetValue(Json);
        using var generator = new LoadGenerator(options, TimeProvider.System);
        var report = new Report(options, json ? Console.Error : Console.Out);
        if (parsed.GetValue(FindMax))
        {
            var search = new RateSearch(generator, parsed.GetValue(Slo), report.Row);
            var found = await search.RunAsync(options.Rate, cancel);
            report.Finish(found, json ? Console.Out : null);
            return found.MaxRate > 0 ? 0 : 1;
        }

        var result = await generator.RunAsync(options.Rate, cancel);
        report.Finish(result, json ? Console.Out : null);
        return 0;
    }

    private static LoadOptions Read(ParseResult parsed)
    {
        var body = parsed.GetValue(Body) is ['@', .. var file] ? File.ReadAllText(file) : parsed.GetValue(Body);
        return new LoadOptions
        {
            Url = parsed.GetRequiredValue(Url),
            Method = parsed.GetValue(Method) ?? (body is null ? "GET" : "POST"),
            Body = body,
            ContentType = parsed.GetRequiredValue(ContentType),
            Headers = [.. (parsed.GetValue(Header) ?? []).Select(SplitHeader)],
            Rate = parsed.GetValue(Rate),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(Duration)),
            WarmUp = TimeSpan.FromSeconds(parsed.GetValue(WarmUp)),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(Timeout)),
            MaxInFlight = parsed.GetValue(MaxInFlight),
            Connections = parsed.GetValue(Connections),
        };
    }

    private static bool IsHttp(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is ("http" or "https");

    private static KeyValuePair<string, string> SplitHeader(string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return new(header[..colon].Trim(), header[(colon + 1)..].Trim());
    }

    private static Option<string> WithDefault(string name, string value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<T> WithDefault<T>(string name, T value, string description, T from, T to)
        where T : struct, IComparable<T>
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            var given = result.GetValueOrDefault<T>();
            if (given.CompareTo(from) < 0 || given.CompareTo(to) > 0)
            {
                result.AddError($"{name} must lie between {from} and {to}.");
            }
        });
        return option;
    }
}
