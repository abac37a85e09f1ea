namespace Steward.Privacy.Detection;

/// <summary>The kinds of personal data that rules can recognise. Names and postal addresses are known only by the words around them.</summary>
public enum PiiType
{
    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number, international or national.</summary>
    Phone,

    /// <summary>A payment card number with a right check digit.</summary>
    Card,

    /// <summary>A social security number of the United States.</summary>
    Ssn,

    /// <summary>An international bank account number with right check digits.</summary>
    Iban,

    /// <summary>An IPv4 or IPv6 address.</summary>
    IpAddress,

    /// <summary>A Norwegian fødselsnummer or D-number.</summary>
    NorwegianId,

    /// <summary>A Swedish personnummer or samordningsnummer.</summary>
    SwedishId,

    /// <summary>A Danish CPR number.</summary>
    DanishId,

    /// <summary>A British National Insurance number.</summary>
    NationalInsurance,

    /// <summary>A British NHS number.</summary>
    NhsNumber,

    /// <summary>A German tax identification number.</summary>
    GermanTaxId,

    /// <summary>The number of a German identity card or passport.</summary>
    GermanIdCard,

    /// <summary>A French registration number, on the social security card.</summary>
    FrenchNir,

    /// <summary>A Dutch citizen service number.</summary>
    DutchBsn,

    /// <summary>A Polish PESEL number.</summary>
    PolishPesel,

    /// <summary>A Polish tax number.</summary>
    PolishNip,

    /// <summary>A Ukrainian taxpayer's number.</summary>
    UkrainianTaxNumber,

    /// <summary>A person's name, where the words before it say that one follows.</summary>
    Name,

    /// <summary>A date that the words around it call somebody's birth.</summary>
    DateOfBirth,

    /// <summary>A street with a number.</summary>
    Address,
}
