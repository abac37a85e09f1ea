using System.CommandLine;
using Steward.Client;

namespace Steward.Cli.Commands.Pages;

/// <summary><c>steward pages …</c></summary>
internal static class PageCommands
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The page" };
    private static readonly Argument<string> Prompt = new("prompt") { Description = "What the page is to be about" };
    private static readonly Option<string?> Template = new Option<string?>("--template") { Description = "Whichever fits unless given" }.AcceptOnlyFromAmong("landing", "about", "product", "blog");
    private static readonly Option<string?> Lang = new("--lang") { Description = "Language of the page, for example en; that of the prompt unless given" };
    private static readonly Option<string?> Provider = new("--provider") { Description = "Whom to ask first: openai, gemini, claude, selfhosted or builtin" };
    private static readonly Option<bool> Publish = new("--publish") { Description = "Show it to visitors at once" };

    public static Command List(ServerOptions server)
    {
        var command = new Command("list", "Pages of your tenant, newest first") { PageOptions.Limit, PageOptions.Cursor };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = await client.Pages.ListAsync(line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
            output.Write(page, () => Output.Table(["ID", "STATUS", "VERSION", "TITLE", "PATH"],
                page.Items.Select(p => (string[])[p.Id.ToString(), p.Status, p.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), p.Title, p.Path ?? "–"])));
            if (page.Items.Count == 0) Output.Remark("No pages yet. Have one written with 'steward pages generate'.");
            PageOptions.RemarkNext(page);
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Generate(ServerOptions server)
    {
        var command = new Command("generate", "Have a page written from a prompt and keep it as a draft") { Prompt, Template, Lang, Provider, Publish };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var request = new PageRequest(line.GetValue(Prompt)!) { Template = line.GetValue(Template), Lang = line.GetValue(Lang), Provider = line.GetValue(Provider), Save = true };
            var written = await client.Pages.GenerateAsync(request, ct);
            var draft = line.GetValue(Publish) ? await client.Pages.PublishAsync(written.PageId!.Value, ct) : await client.Pages.GetAsync(written.PageId!.Value, ct);
            output.Write(new { written.Provider, written.Model, written.CostUsd, draft.Page, draft.Findings }, () =>
            {
                Console.Out.WriteLine($"“{draft.Page.Title}”, written by {written.Provider}/{written.Model}: {draft.Page.Id}");
                foreach (var finding in draft.Findings) Console.Out.WriteLine($"  {finding.Severity} {finding.Pointer}: {finding.Detail}");
                Console.Out.WriteLine(draft.Page.Path is { } path ? $"Visitors see it at {path}" : $"Publish it with: steward pages publish {draft.Page.Id}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command PublishOne(ServerOptions server)
    {
        var command = new Command("publish", "Show a page's draft to visitors: without faults, and screened") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = (await client.Pages.PublishAsync(line.GetValue(Id), ct)).Page;
            output.Write(page, () => Console.Out.WriteLine($"Visitors see “{page.Title}” at {page.Path}"));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Withdraw(ServerOptions server)
    {
        var command = new Command("withdraw", "Show a page to visitors no more; it stays as a draft") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = (await client.Pages.WithdrawAsync(line.GetValue(Id), ct)).Page;
            output.Write(page, () => Console.Out.WriteLine($"“{page.Title}” is a draft again."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
