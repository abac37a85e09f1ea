namespace Steward.Privacy.Detection;

/// <summary>The names of the kinds of personal data in verdicts and masks.</summary>
public static class PiiTypeNames
{
    /// <summary>The lower-case name of a kind, as on the wire.</summary>
    public static string Name(this PiiType type) => type switch
    {
        PiiType.Email => "email",
        PiiType.Phone => "phone",
        PiiType.Card => "card",
        PiiType.Ssn => "ssn",
        PiiType.Iban => "iban",
        PiiType.IpAddress => "ip_address",
        PiiType.NorwegianId => "no_fodselsnummer",
        PiiType.SwedishId => "se_personnummer",
        PiiType.DanishId => "dk_cpr",
        PiiType.NationalInsurance => "gb_nino",
        PiiType.NhsNumber => "gb_nhs",
        PiiType.GermanTaxId => "de_tax_id",
        PiiType.GermanIdCard => "de_id_card",
        PiiType.FrenchNir => "fr_nir",
        PiiType.DutchBsn => "nl_bsn",
        PiiType.PolishPesel => "pl_pesel",
        PiiType.PolishNip => "pl_nip",
        PiiType.UkrainianTaxNumber => "ua_rnokpp",
        PiiType.Name => "name",
        PiiType.DateOfBirth => "date_of_birth",
        _ => "address",
    };

    /// <summary>What stands in a text in its place, such as <c>[email]</c>.</summary>
    public static string Mask(this PiiType type) => type == PiiType.IpAddress ? "[ip]" : $"[{type.Name()}]";
}
