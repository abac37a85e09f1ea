using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Steward.Cli.Commands;
using Steward.Identity;
using Steward.Identity.Roles;
using Steward.Platform.Http;
using Steward.Server.Demo;
using Steward.Server.Verbs;

namespace Examples.Documents;

/// <summary>Commands in documents can be typed as they stand.</summary>
public sealed partial class CommandTests
{
    private static readonly string[] ServerVerbs = ["serve", "demo", "migrate", "bootstrap", "screen"];

    [Fact]
    public void Every_steward_command_is_understood()
    {
        var commands = Commands("./steward").ToList();
        commands.Count.ShouldBeGreaterThan(20);
        (from command in commands
         from error in Parse(command.Words).Errors
         select $"{command.Document}: {string.Join(' ', command.Words)}: {error.Message}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_role_and_scope_of_a_key_can_be_given_on_the_command_line() =>
        RolePermissions.ByRole.Keys.Where(r => r != "owner").Select(r => (string[])["keys", "create", "x", "--role", r])
            .Concat(RolePermissions.ByScope.Keys.Select(s => (string[])["keys", "create", "x", "--scope", s]))
            .SelectMany(words => Parse(words).Errors.Select(e => $"{string.Join(' ', words)}: {e.Message}")).ShouldBeEmpty();

    [Fact]
    public void Every_project_that_is_run_exists() =>
        (from document in Markdown.All
         from block in document.Blocks
         from match in Project().Matches(block.Text)
         where !Directory.Exists(Path.Combine(Markdown.Root, match.Groups[1].Value))
         select $"{document.Path}: {match.Value}").ShouldBeEmpty();

    [Fact]
    public void The_script_sends_verbs_to_the_program_that_has_them()
    {
        var script = File.ReadAllText(Path.Combine(Markdown.Root, "steward"));
        foreach (var verb in Server().Subcommands.Select(c => c.Name == "audit" ? "'audit verify'" : c.Name)) script.ShouldContain(verb.Trim('\''));
        Server().Subcommands.Select(c => c.Name).Order().ShouldBe(ServerVerbs.Append("audit").Order());
    }

    [Fact]
    public async Task Every_curl_command_is_answered()
    {
        var server = await PraiseServers.On(Database.Sqlite);
        string? owner;
        await using (var scope = server.Scope()) owner = await IdentityModule.BootstrapOwnerAsync(scope.ServiceProvider, TestContext.Current.CancellationToken);
        var commands = Commands("curl").Where(c => c.Document is "README.md" || c.Document.StartsWith("docs/", StringComparison.Ordinal)).ToList();
        commands.ShouldNotBeEmpty();
        foreach (var (document, words) in commands)
        {
            using var request = Request(words, owner!);
            using var client = server.Client(Service.All.Single(s => s.DefaultPort == request.RequestUri!.Port));
            request.RequestUri = new Uri(request.RequestUri!.PathAndQuery, UriKind.Relative);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{document}: {string.Join(' ', words)}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
    }

    private static HttpRequestMessage Request(IReadOnlyList<string> words, string owner)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, words.Single(w => w.StartsWith("http", StringComparison.Ordinal)));
        for (var i = 0; i < words.Count - 1; i++)
        {
            var value = words[i + 1].Replace("$OWNER_KEY", owner, StringComparison.Ordinal);
            if (words[i] == "-X") request.Method = new HttpMethod(value);
            if (words[i] == "-d") request.Content = new StringContent(value, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            if (words[i] == "-H" && !value.StartsWith("Content-Type", StringComparison.Ordinal)) request.Headers.Add(value.Split(": ")[0], value.Split(": ")[1]);
        }

        return request;
    }

    // As the script decides: by the first words that are no options.
    private static ParseResult Parse(IReadOnlyList<string> words)
    {
        var verbs = words.Where(w => !w.StartsWith('-')).Take(2).ToList();
        var inServer = verbs.Count > 0 && (ServerVerbs.Contains(verbs[0]) || verbs is ["audit", "verify"]);
        return (inServer ? Server() : CommandTree.Create()).Parse(words);
    }

    private static RootCommand Server() => new()
    {
        ServeCommand.Create(), DemoCommand.Create((_, _) => Task.FromResult(0)), MigrateCommand.Create(), BootstrapCommand.Create(), ScreenCommand.Create(), AuditCommand.Create(),
    };

    private static IEnumerable<(string Document, IReadOnlyList<string> Words)> Commands(string program) =>
        from document in Markdown.All
        from text in document.Blocks.Where(b => b.Language is "bash" or "sh").Select(b => b.Text.Replace("\\\n", " ", StringComparison.Ordinal)).Concat(document.Spans)
        from line in text.Split('\n')
        let words = WordsOf(line).SkipWhile(w => Assignment().IsMatch(w)).ToList()
        where words.Count > 1 && words[0] == program
        // What goes on from the answer before is run as a whole, in its shell: EndToEnd.Guides.
        where !((document.Path is "docs/gateway.md" or "docs/evaluations.md" || document.Path.StartsWith("docs/systems/", StringComparison.Ordinal) || document.Path.StartsWith("docs/runbooks/", StringComparison.Ordinal)) && line.Contains('$', StringComparison.Ordinal))
        select (document.Path, (IReadOnlyList<string>)words[1..]);

    // Enough of a shell: quotes, comments, and the end of a command.
    private static IEnumerable<string> WordsOf(string line) =>
        Word().Matches(line).Select(m => m.Value).TakeWhile(w => w is not ("|" or ">" or "&&" or ";") && !w.StartsWith('#'))
            .Select(w => w.Replace("\"", w.Contains('\'') ? "\"" : "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal));

    [GeneratedRegex("""(?:'[^']*'|"[^"]*"|[^\s'"])+""")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Za-z_]\w*=")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"--project (\S+)")]
    private static partial Regex Project();
}
