/// The words by which devices ask who we are, and those that make something else of them.
/// Compared in lower case (ASCII letters alone are lowered, hence two forms of other capitals).
#pragma once

#include <string_view>

namespace showd {

// clang-format off
inline constexpr std::string_view kUserNames[] = {
    "user name", "username", "user-name", "user id", "userid", "user", "login name", "loginname",
    "login id", "login as", "login user", "login", "logon", "logon name", "account", "account name",
    "operator id", "operator", "admin name", "your name", "name", "id", "nutzername", "nutzer",
    "nom d'usager", "usager",
    "benutzername", "benutzerkennung", "benutzer", "anmeldename", "kennung", "nom d'utilisateur",
    "utilisateur", "identifiant", "usuario", "nombre de usuario", "nome utente", "utente",
    "usuário", "nome de usuário", "utilizador", "gebruikersnaam", "gebruiker", "användarnamn",
    "användare", "brukernavn", "brugernavn", "käyttäjätunnus", "użytkownik", "nazwa użytkownika",
    "uživatel", "felhasználó", "kullanıcı adı", "kullanıcı", "логин", "Логин", "пользователь",
    "Пользователь", "имя пользователя", "Имя пользователя", "用户名", "用戶名", "登录名", "账号", "ユーザ名",
    "ユーザー名", "ログイン", "사용자 이름",
};
inline constexpr std::string_view kPasswordNames[] = {
    "password", "passwd", "pass word", "passcode", "pass code", "passphrase", "pass phrase",
    "access code", "secret", "pin", "pass",
    "kennwort", "passwort", "mot de passe", "contraseña", "contrasena", "contrase\xf1""a", "clave",
    "senha", "palavra-passe", "wachtwoord", "lösenord", "losenord", "passord", "adgangskode",
    "salasana", "hasło", "haslo", "heslo", "jelszó", "parola", "şifre", "Şifre", "sifre",
    "lozinka", "geslo", "пароль", "Пароль", "密码", "密碼", "口令", "パスワード", "비밀번호",
};

/// Names that stand in titles and sentences as well.
inline constexpr std::string_view kEverydayNames[] = {
    "user", "login", "logon", "account", "operator", "id", "secret", "pin", "pass", "name", "kennung", "clave", "parola",
};

/// Before a password's name: another one than that which lets us in is meant.
inline constexpr std::string_view kOfAChange[] = {
    "new", "old", "current", "(current)", "existing", "previous", "confirm", "retype", "re-type",
    "reenter", "re-enter", "repeat", "verify", "verification", "change", "choose", "set", "create",
    "expired", "again", "neues", "neue", "altes", "aktuelles", "wiederholen", "bestätigen",
    "nouveau", "ancien", "actuel", "confirmer", "confirmez", "nueva", "antigua", "actual",
    "confirmar", "confirme", "repita", "nova", "atual", "nuova", "vecchia", "attuale", "conferma",
    "nieuw", "nieuwe", "oud", "herhaal", "nytt", "gammalt", "nyt", "nowe", "stare", "powtórz",
    "confirmation", "(again)",
};
/// Before a name in a sentence, a statement or a question for something else.
inline constexpr std::string_view kOfASentence[] = {
    "last", "next", "no", "not", "never", "any", "every", "each", "failed", "successful",
    "unsuccessful", "invalid", "incorrect", "wrong", "bad", "illegal", "unauthorized",
    "unauthorised", "authorized", "authorised", "recent", "lost", "forgot", "forgotten", "missing",
    "default", "to", "at", "by", "after", "before", "without", "with", "or", "and", "is",
    "one-time", "onetime", "otp", "token", "give", "share", "tell", "protected", "first",
    "dernier", "letzter", "último",
};
/// The usual manners and realms.
inline constexpr std::string_view kUsual[] = {
    "please", "enter", "input", "type", "provide", "your", "the", "a", "in", "user", "login",
    "admin", "system", "local", "remote", "network", "domain", "account", "unix", "ad", "ldap",
    "radius", "tacacs", "tacacs+", "rsa", "securid", "cisco", "enable", "console", "line", "vty",
    "bitte", "geben", "sie", "ihr", "ihren", "saisissez", "votre", "ingrese", "su", "digite",
};
// clang-format on

}  // namespace showd
