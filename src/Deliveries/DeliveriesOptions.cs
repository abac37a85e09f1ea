using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Steward.Deliveries;

/// <summary>Settings under <c>Deliveries</c>.</summary>
public sealed class DeliveriesOptions
{
    /// <summary>Minutes before each retry of a delivery that did not arrive; as many retries as entries. Defaults to 5, 10, 20.</summary>
    [MaxLength(10)]
    public double[]? RetryMinutes { get; set; }

    /// <summary>Seconds that a partner may take to answer. Defaults to 30.</summary>
    [Range(0.1, 120)]
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>
    /// Whether a partner's address may be this machine or a private network, and plain http. Defaults to true in development mode and to false otherwise.
    /// </summary>
    public bool? AllowPrivateAddresses { get; set; }

    /// <summary>The Benevity connection.</summary>
    public BenevityOptions Benevity { get; set; } = new();

    internal TimeSpan? RetryAfterAttempt(int number) =>
        (RetryMinutes ?? [5, 10, 20]) is var minutes && number >= 1 && number <= minutes.Length ? TimeSpan.FromMinutes(minutes[number - 1]) : null;
}

/// <summary>Settings under <c>Deliveries:Benevity</c>. Without address, key and organisation nothing is sent and deliveries fail, saying what is missing.</summary>
public sealed class BenevityOptions
{
    /// <summary>Address to which <c>/v1/impact</c> is added. No default.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Bearer token. No default.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The organisation's id at Benevity. No default.</summary>
    public string? OrganizationId { get; set; }

    /// <summary>The programme's id at Benevity. Defaults to <c>teei-integration</c>.</summary>
    public string ProgramId { get; set; } = "teei-integration";

    /// <summary>The programme's name as Benevity shows it. Defaults to <c>Volunteer impact</c>.</summary>
    public string ProgramName { get; set; } = "Volunteer impact";

    /// <summary>Secret that signs each body (<c>X-Benevity-Signature</c>). Without it bodies are not signed.</summary>
    public string? Secret { get; set; }
}

/// <summary>Refuses settings that could only fail later, when a delivery is due. Never repeats a key or secret.</summary>
internal sealed class DeliveriesOptionsRules : IValidateOptions<DeliveriesOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveriesOptions options) =>
        Faults(options).ToList() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

    private static IEnumerable<string> Faults(DeliveriesOptions options)
    {
        if (options.RetryMinutes?.Any(m => m is not (>= 0 and <= 10_080)) == true)
            yield return "Deliveries:RetryMinutes must be numbers from 0 to 10080.";
        if (new[] { options.Benevity.OrganizationId, options.Benevity.ProgramId, options.Benevity.ProgramName }.Any(t => t?.Length > 200))
            yield return "Deliveries:Benevity:OrganizationId, ProgramId and ProgramName must have at most 200 characters each.";
        if (options.Benevity.ApiKey is { Length: > 0 } key && key.Any(c => c is <= ' ' or >= '\x7f'))
            yield return "Deliveries:Benevity:ApiKey must be printable ASCII without blanks.";
        if (options.Benevity.BaseUrl is { Length: > 0 } address && AddressFault(address, options.AllowPrivateAddresses == true) is { } fault)
            yield return "Deliveries:Benevity:BaseUrl " + fault;
    }

    private static string? AddressFault(string address, bool plainHttp) =>
        !Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            ? "must be an absolute https address."
        : uri.Scheme == Uri.UriSchemeHttp && !plainHttp ? "must begin with https; http is for Deliveries:AllowPrivateAddresses only."
        : uri.UserInfo.Length > 0 ? "must not hold a user name or password."
        : uri.Query.Length > 0 || uri.Fragment.Length > 0 ? "must not hold a query or fragment."
        : null;
}
