<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>Act</name>
        <message numerus="yes">
            <source>%Ln approved</source>
            <translation>
                <numerusform>%Ln approved</numerusform>
                <numerusform>%Ln approved</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln decided otherwise elsewhere (choose in the Outbox)</source>
            <translation>
                <numerusform>%Ln decided otherwise elsewhere (choose in the Outbox)</numerusform>
                <numerusform>%Ln decided otherwise elsewhere (choose in the Outbox)</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln deleted permanently</source>
            <translation>
                <numerusform>%Ln deleted permanently</numerusform>
                <numerusform>%Ln deleted permanently</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln had been deleted permanently already.</source>
            <translation>
                <numerusform>%Ln had been deleted permanently already.</numerusform>
                <numerusform>%Ln had been deleted permanently already.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln left as they were.</source>
            <translation>
                <numerusform>%Ln left as it was.</numerusform>
                <numerusform>%Ln left as they were.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln marked as not spam</source>
            <translation>
                <numerusform>%Ln marked as not spam</numerusform>
                <numerusform>%Ln marked as not spam</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln marked as spam</source>
            <translation>
                <numerusform>%Ln marked as spam</numerusform>
                <numerusform>%Ln marked as spam</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln moved to the trash</source>
            <translation>
                <numerusform>%Ln moved to the trash</numerusform>
                <numerusform>%Ln moved to the trash</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln refused by the site</source>
            <translation>
                <numerusform>%Ln refused by the site</numerusform>
                <numerusform>%Ln refused by the site</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln restored</source>
            <translation>
                <numerusform>%Ln restored</numerusform>
                <numerusform>%Ln restored</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln unapproved</source>
            <translation>
                <numerusform>%Ln unapproved</numerusform>
                <numerusform>%Ln unapproved</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln waiting in the outbox</source>
            <translation>
                <numerusform>%Ln waiting in the outbox</numerusform>
                <numerusform>%Ln waiting in the outbox</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Approving %Ln</source>
            <translation>
                <numerusform>Approving %Ln</numerusform>
                <numerusform>Approving %Ln</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Deleting %Ln permanently</source>
            <translation>
                <numerusform>Deleting %Ln permanently</numerusform>
                <numerusform>Deleting %Ln permanently</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Marking %Ln as not spam</source>
            <translation>
                <numerusform>Marking %Ln as not spam</numerusform>
                <numerusform>Marking %Ln as not spam</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Marking %Ln as spam</source>
            <translation>
                <numerusform>Marking %Ln as spam</numerusform>
                <numerusform>Marking %Ln as spam</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Moving %Ln to the trash</source>
            <translation>
                <numerusform>Moving %Ln to the trash</numerusform>
                <numerusform>Moving %Ln to the trash</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Restoring %Ln</source>
            <translation>
                <numerusform>Restoring %Ln</numerusform>
                <numerusform>Restoring %Ln</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Unapproving %Ln</source>
            <translation>
                <numerusform>Unapproving %Ln</numerusform>
                <numerusform>Unapproving %Ln</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>on %Ln site(s)</source>
            <translation>
                <numerusform>on %Ln site</numerusform>
                <numerusform>on %Ln sites</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Age</name>
        <message numerus="yes">
            <source>%Ln d</source>
            <translation>
                <numerusform>%Ln d</numerusform>
                <numerusform>%Ln d</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln h</source>
            <translation>
                <numerusform>%Ln h</numerusform>
                <numerusform>%Ln h</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln hour(s) ago</source>
            <translation>
                <numerusform>%Ln hour ago</numerusform>
                <numerusform>%Ln hours ago</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln min</source>
            <translation>
                <numerusform>%Ln min</numerusform>
                <numerusform>%Ln min</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln minute(s) ago</source>
            <translation>
                <numerusform>%Ln minute ago</numerusform>
                <numerusform>%Ln minutes ago</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Bulk</name>
        <message numerus="yes">
            <source>%Ln linkback(s)</source>
            <translation>
                <numerusform>%Ln linkback</numerusform>
                <numerusform>%Ln linkbacks</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln selected</source>
            <translation>
                <numerusform>%Ln selected</numerusform>
                <numerusform>%Ln selected</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>on %Ln site(s)</source>
            <translation>
                <numerusform>on %Ln site</numerusform>
                <numerusform>on %Ln sites</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Conflict</name>
        <message numerus="yes">
            <source>%Ln left as decided elsewhere.</source>
            <translation>
                <numerusform>%Ln left as decided elsewhere.</numerusform>
                <numerusform>%Ln left as decided elsewhere.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Delete</name>
        <message numerus="yes">
            <source>Delete %Ln linkback(s) permanently?</source>
            <translation>
                <numerusform>Delete %Ln linkback permanently?</numerusform>
                <numerusform>Delete %Ln linkbacks permanently?</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Facts</name>
        <message numerus="yes">
            <source>%Ln % of your post</source>
            <translation>
                <numerusform>%Ln % of your post</numerusform>
                <numerusform>%Ln % of your post</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln approved</source>
            <translation>
                <numerusform>%Ln approved</numerusform>
                <numerusform>%Ln approved</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln in spam</source>
            <translation>
                <numerusform>%Ln in spam</numerusform>
                <numerusform>%Ln in spam</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln in the trash</source>
            <translation>
                <numerusform>%Ln in the trash</numerusform>
                <numerusform>%Ln in the trash</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln link(s)</source>
            <translation>
                <numerusform>%Ln link</numerusform>
                <numerusform>%Ln links</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln site(s) linked</source>
            <translation>
                <numerusform>%Ln site linked</numerusform>
                <numerusform>%Ln sites linked</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln word(s)</source>
            <translation>
                <numerusform>%Ln word</numerusform>
                <numerusform>%Ln words</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Offers</name>
        <message numerus="yes">
            <source>%Ln new</source>
            <translation>
                <numerusform>%Ln new</numerusform>
                <numerusform>%Ln new</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Select %Ln linkback(s)</source>
            <translation>
                <numerusform>Select %Ln linkback</numerusform>
                <numerusform>Select %Ln linkbacks</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Progress</name>
        <message numerus="yes">
            <source>%Ln min left</source>
            <translation>
                <numerusform>%Ln min left</numerusform>
                <numerusform>%Ln min left</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln s left</source>
            <translation>
                <numerusform>%Ln s left</numerusform>
                <numerusform>%Ln s left</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Queue</name>
        <message numerus="yes">
            <source>%Ln linkback(s)</source>
            <translation>
                <numerusform>%Ln linkback</numerusform>
                <numerusform>%Ln linkbacks</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln site(s)</source>
            <translation>
                <numerusform>%Ln site</numerusform>
                <numerusform>%Ln sites</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Sidebar</name>
        <message numerus="yes">
            <source>%Ln link to you</source>
            <translation>
                <numerusform>%Ln links to you</numerusform>
                <numerusform>%Ln link to you</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln to choose</source>
            <translation>
                <numerusform>%Ln to choose</numerusform>
                <numerusform>%Ln to choose</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Status bar</name>
        <message numerus="yes">
            <source>Outbox: %Ln waiting (sent next time if you close now)</source>
            <translation>
                <numerusform>Outbox: %Ln waiting (sent next time if you close now)</numerusform>
                <numerusform>Outbox: %Ln waiting (sent next time if you close now)</numerusform>
            </translation>
        </message>
    </context>
</TS>
