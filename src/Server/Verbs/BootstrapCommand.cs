using System.CommandLine;
using System.Text.Json;
using Steward.Identity;

namespace Steward.Server.Verbs;

/// <summary><c>steward bootstrap</c>: the platform owner's first key, for a server that has no default accounts.</summary>
internal static class BootstrapCommand
{
    public static Command Create()
    {
        var (data, set, json) = (ServerOptions.Data(), ServerOptions.Set(), ServerOptions.Json());
        var command = new Command("bootstrap", "Make the platform owner's first key; it is shown once") { data, set, json };
        command.SetAction((parsed, ct) => DatabaseVerb.RunAsync(parsed.GetValue(data)!, parsed.GetValue(set), async scope =>
        {
            var key = await IdentityModule.BootstrapOwnerAsync(scope, ct);
            if (key is null)
            {
                await Console.Error.WriteLineAsync("There is an owner's key already. Revoke it first, or use it.");
                return 1;
            }

            await Console.Error.WriteLineAsync("The platform owner's key, shown this once:");
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(new { key }) : key);
            return 0;
        }));
        return command;
    }
}
