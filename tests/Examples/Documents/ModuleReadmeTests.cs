using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Identity.Roles;
using Steward.Platform.Tenancy;

namespace Examples.Documents;

/// <summary>What a module's README lists is what the module has.</summary>
public sealed partial class ModuleReadmeTests
{
    private static readonly Dictionary<string, string> Sources = Directory.EnumerateDirectories(Path.Combine(Markdown.Root, "src")).ToDictionary(
        d => Path.GetFileName(d), d => string.Join('\n', Directory.EnumerateFiles(d, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/Migrations/", StringComparison.Ordinal)).Select(File.ReadAllText)));

    [Fact]
    public void Tables_jobs_events_permissions_and_metrics_are_all_listed() =>
        (from module in Sources
         let readme = string.Join('\n', Markdown.Of($"src/{module.Key}/README.md").Prose)
         from name in Table().Matches(module.Value).Concat(Kind().Matches(module.Value)).Concat(Permission().Matches(module.Value)).Concat(Metric().Matches(module.Value))
             .Select(m => m.Groups[1].Value).Distinct()
         where !readme.Contains($"`{name}", StringComparison.Ordinal)
         select $"src/{module.Key}/README.md does not name {name}").ShouldBeEmpty();

    [Fact]
    public void No_table_or_metric_is_listed_that_does_not_exist()
    {
        var known = Sources.Values.SelectMany(s => Table().Matches(s).Concat(Quoted().Matches(s)).Select(m => m.Groups[1].Value)).ToHashSet();
        (from document in Markdown.All
         from span in document.Spans
         let name = span.Split('{')[0]
         where TableOrMetric().IsMatch(name) && !known.Contains(name)
         select $"{document.Path}: {name}").ShouldBeEmpty();
    }

    [Fact]
    public void The_table_of_roles_is_that_of_the_code()
    {
        var rows = Markdown.Of("src/Identity/README.md").Rows.Where(r => r.Length == 2 && RolePermissions.ByRole.ContainsKey(r[0].Trim('`'))).ToDictionary(r => r[0].Trim('`'), r => r[1]);
        rows.Keys.ShouldBe(RolePermissions.ByRole.Keys);
        foreach (var (role, permissions) in RolePermissions.ByRole.Where(r => r.Key != "owner"))
            Markdown.SpansOf(rows[role]).ShouldBe(permissions, role);
    }

    [Fact]
    public async Task Routes_that_are_listed_are_served_and_ask_for_the_permission_that_is_listed()
    {
        var served = await EndpointsAsync();
        foreach (var route in Listed())
        {
            var found = served.Where(e => e.Path == route.Path && (route.Method is null || e.Methods.Contains(route.Method))).ToList();
            found.ShouldNotBeEmpty($"{route.Document}: {route.Method} {route.Path} is not served");
            if (route.Permission is not null) found.ShouldAllBe(e => e.Permission == route.Permission, $"{route.Document}: {route.Path}");
        }
    }

    [Fact]
    public async Task Every_route_is_listed_in_its_new_form()
    {
        var listed = Listed().Select(r => (r.Method, r.Path)).ToHashSet();
        (from endpoint in await EndpointsAsync()
         from method in endpoint.Methods
         where endpoint.Permission is not null && !listed.Contains((method, endpoint.Path)) && !listed.Contains((method, "/v1" + endpoint.Path))
         select $"{method} {endpoint.Path}").ShouldBeEmpty();
    }

    private static async Task<List<Served>> EndpointsAsync()
    {
        var server = await PraiseServers.On(Database.Sqlite);
        return [.. server.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => new Served(Parameter().Replace("/" + e.RoutePattern.RawText!.Trim('/'), "{$1}"),
                e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], e.Metadata.GetMetadata<PermissionRequirement>()?.Permission))
            .Where(e => !e.Path.StartsWith("/v1/praise", StringComparison.Ordinal))];
    }

    private static IEnumerable<Route> Listed() =>
        from document in Markdown.ModuleReadmes
        from row in document.Rows
        where !row[0].StartsWith("route", StringComparison.Ordinal)
        let permission = row.Length > 1 ? Markdown.SpansOf(row[1]).FirstOrDefault(s => PermissionName().IsMatch(s) && row[1].StartsWith($"`{s}`", StringComparison.Ordinal)) : null
        from route in RoutesOf(row[0])
        where route.Path != "/docs"
        select new Route(document.Path, route.Method, route.Path, permission);

    // `PUT`, `DELETE /v1/a/{id}`; `POST /v1/a`, `/a`; `GET /v1/a[/{id}]`.
    private static IEnumerable<(string? Method, string Path)> RoutesOf(string cell)
    {
        var spans = Markdown.SpansOf(cell).Select(s => s.Split(' ')).ToList();
        if (!spans.Exists(s => s[^1].StartsWith('/'))) yield break;
        var methods = new List<string?>();
        foreach (var span in spans)
        {
            if (char.IsUpper(span[0][0])) methods = methods.Count > 0 && span.Length == 2 && spans[0].Length == 1 ? [.. methods, span[0]] : [span[0]];
            if (!span[^1].StartsWith('/')) continue;
            foreach (var method in methods.DefaultIfEmpty(null))
            {
                yield return (method, Optional().Replace(span[^1], ""));
                if (span[^1].Contains('[')) yield return (method, span[^1].Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal));
            }
        }
    }

    private sealed record Served(string Path, IReadOnlyList<string> Methods, string? Permission);

    private sealed record Route(string Document, string? Method, string Path, string? Permission);

    [GeneratedRegex("""ToTable\("([a-z_0-9]+)"\)""")]
    private static partial Regex Table();

    [GeneratedRegex("""string Kind => "([^"]+)";""")]
    private static partial Regex Kind();

    [GeneratedRegex("""\.Require\("([a-z.]+)"\)""")]
    private static partial Regex Permission();

    [GeneratedRegex("""\.Create(?:Observable)?(?:Counter|Histogram|Gauge|UpDownCounter)(?:<\w+>)?\("([^"]+)""")]
    private static partial Regex Metric();

    [GeneratedRegex("\"([a-z][a-z0-9_.]+)[\"{ ]")]
    private static partial Regex Quoted();

    [GeneratedRegex("^(platform|audit|jobs|identity|gateway|safety|impact|deliveries|steward|q2q)_[a-z_]+$")]
    private static partial Regex TableOrMetric();

    [GeneratedRegex("^[a-z]+[.][a-z]+$")]
    private static partial Regex PermissionName();

    [GeneratedRegex(@"\{([A-Za-z]+)[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Optional();
}
